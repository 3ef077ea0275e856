import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FreeText, hiddenIn, Line, Text, withoutHidden } from './content.ts';

const reasonsOf = (schema: typeof Text, text: string) =>
  schema.safeParse(text).error?.issues.map((issue) => issue.code === 'custom' && issue.params?.['reason']) ?? [];

describe('a text', () => {
  it.each([
    ['a NUL', 'a\0b', 'U+0000'],
    ['an escape', '\u001B[31m', 'U+001B'],
    ['a backspace', 'a\b', 'U+0008'],
    ['a control character of C1', '\u0085', 'U+0085'],
    ['an override of its direction', 'fatura\u202Efdp.exe', 'U+202E'],
    ['an isolate of a direction', '\u2066a\u2069', 'U+2066'],
    ['a space of no width', 'a\u200Bb', 'U+200B'],
    ['a word joiner', 'a\u2060b', 'U+2060'],
    ['a byte order mark', '\uFEFFa', 'U+FEFF'],
    ['a soft hyphen', 'pro\u00ADmoção', 'U+00AD'],
    ['a joiner of graphemes', 'a\u034Fb', 'U+034F'],
    ['a letter without a shape', '\u3164', 'U+3164'],
  ])('is refused with %s, by its name', (_what, text, name) => {
    const [issue] = Text.safeParse(text).error?.issues ?? [];
    expect(issue).toMatchObject({ code: 'custom', params: { reason: 'invalid_characters' } });
    expect(issue?.message).toContain(name);
  });

  it.each(['\ud83d', 'a\udc00', '\udc00\ud83d'])('is refused with half a surrogate pair: %j', (text) => {
    expect(reasonsOf(Text, text)).toEqual(['invalid_characters']);
  });

  it.each([
    ['line breaks and tabs', 'a\r\n\tb'],
    ['a family of emoji, joined', '👩‍👩‍👧'],
    ['a heart in colour', '❤️'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a Persian joiner', 'می‌خواهم'],
    ['marks of direction', 'עברית\u200F (a)\u200E'],
    ['accents apart from their letters', 'a\u0301'],
  ])('may have %s', (_what, text) => expect(Text.parse(text)).toBe(text));
});

it.each(['a\nb', 'a\rb', 'a\tb', 'a\u2028b'])('a line is one line: %j', (text) => {
  expect(reasonsOf(Line, text)).toEqual(['line_break']);
  expect(reasonsOf(Text, text)).toEqual([]);
});

it('free text has 1,600 characters at most and is not blank', () => {
  expect(FreeText.safeParse('x'.repeat(1600)).success).toBe(true);
  expect(FreeText.safeParse('x'.repeat(1601)).success).toBe(false);
  expect(FreeText.safeParse(' \n').success).toBe(false);
});

it('what is hidden can be taken out of any text, and nothing else is', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom('\0', '\u202E', '\uFEFF', 'ã', '👩‍👧'),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const clean = withoutHidden(text);
      expect(hiddenIn(clean)).toBeUndefined();
      expect(withoutHidden(clean)).toBe(clean);
      expect([...text].filter((character) => hiddenIn(character) === undefined).join('')).toBe(clean);
      expect(Text.safeParse(clean).success).toBe(clean.isWellFormed());
    }),
    { numRuns: 300 },
  );
});
