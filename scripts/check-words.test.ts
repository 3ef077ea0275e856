import { describe, expect, it } from 'vitest';
import { findWords } from './check-words.ts';

const faultsOf = (source: string) => findWords(new Map([['apps/api/src/a.ts', source]]));

describe('the check of words', () => {
  it.each(['What', 'Who', 'Whose', 'Whether', 'Those', 'How', 'Of'])('finds a comment that begins with %s', (word) => {
    const fault = [expect.stringContaining('is a noun clause')];
    expect(faultsOf(`/** ${word} a message is. */\nexport const a = 1;`)).toStrictEqual(fault);
    expect(faultsOf(`/**\n * ${word} a message is.\n */\nexport const a = 1;`)).toStrictEqual(fault);
    expect(faultsOf(`export const a = 1; // ${word} a message is.`)).toStrictEqual(fault);
  });

  it('reads line comments that follow each other as one', () => {
    expect(faultsOf('// The list has all messages\n// Of one sender.\nexport const a = 1;')).toStrictEqual([]);
  });

  it.each([
    ['a comment', '// It is sent anew.\nexport const a = 1;'],
    ['the last line of a comment', '/**\n * It is sent\n * anew.\n */\nexport const a = 1;'],
    ['a string', "export const a = 'It is sent anew';"],
    ['a template', 'export const a = (n: number) => `Sent anew: ${n}`;'],
    ['the title of a test', "it('is sent anew', () => {});"],
  ])('finds an old word in %s', (_, source) => {
    expect(faultsOf(source)).toStrictEqual([expect.stringContaining('has the old word "anew"')]);
  });

  it('passes over names in code', () => {
    expect(faultsOf("/** `anew` has the new values. */\nexport const anew = ['anew'];")).toStrictEqual([]);
  });
});
