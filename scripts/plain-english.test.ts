import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/** Parts whose sources are in plain English. Add a part here once this test passes with it. */
const cleanParts = [
  'apps/api/src',
  'apps/api/test',
  'apps/cli/src',
  'apps/cli/test',
  'apps/console/src',
  'apps/twilio-simulator/src',
  'apps/twilio-simulator/test',
  'apps/worker/src',
  'apps/worker/test',
  'packages/bench/src',
  'packages/client/src',
  'packages/contract/src',
  'packages/embedded/src',
  'packages/messaging/src',
  'packages/queue/src',
  'packages/queue/test',
  'packages/runtime/src',
  'packages/store/src',
  'packages/store/test',
  'packages/testing/src',
  'packages/twilio/src',
  'packages/twilio/test',
];

const oldWords =
  /\b(?:anew|heed(?:s|ed|ing)?|whom|whoever|meanwhile|upkeep|kept back|let go of|stands by|what becomes of)\b/i;
const nounClause = /^(?:What|Who|Whom|Whose|Whoever|Whatever|Whether|Those|How|Of)\b/;
const mostWords = 25;

describe.each(cleanParts)('%s', (part) => {
  const files = globSync(`${part}/**/*.{ts,tsx}`).filter((file) => !/\.test\.tsx?$/.test(file));

  it('has sources', () => expect(files).not.toEqual([]));

  it('is in plain English', () => {
    expect(files.flatMap((file) => findFaults(file, readFileSync(file, 'utf8')))).toEqual([]);
  });
});

describe('the titles of all tests', () => {
  const files = globSync('{apps,packages,scripts}/**/*.test.{ts,tsx}', { exclude: ['**/node_modules/**'] });

  it('have no old words', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => findOldTitles(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['it', "it('sends anew', () => {});"],
    ['describe', "describe('upkeep', () => {});"],
    ['a table', "it.each([1])('is kept back: %s', () => {});"],
    ['a template', 'test(`whom ${name} reaches`, () => {});'],
  ])('are found in %s', (_, text) => expect(findOldTitles('a.test.ts', text)).toHaveLength(1));

  it('are not searched for in the body of a test', () => {
    expect(findOldTitles('a.test.ts', "it('runs', () => read('upkeep'));")).toEqual([]);
  });
});

it.each([
  ['a line comment with an old word', '// The job is sent anew.'],
  ['an old word in capitals, in a block comment', '/* Upkeep runs. */'],
  ['an old word across two lines of a comment', '/**\n * The message is let go\n * of.\n */'],
  ['a string with an old word', "log('the people whom it reaches');"],
  ['a template with an old word', 'log(`${name} stands by`);'],
  ['text of an element with an old word', 'export const note = <p>Nobody is kept back.</p>;'],
  ['a comment that begins with a noun clause', '/** What may be spent. */'],
  ['a later line comment that begins with a noun clause', 'const a = 1; // Of the sender.'],
  ['a sentence of a comment with too many words', `// It is short.\n// It is${' very'.repeat(24)} long.`],
])('finds %s', (_, text) => expect(findFaults('a.tsx', text)).toEqual([expect.stringMatching(/^a\.tsx:\d+: /)]));

it.each([
  ['an identifier or a field', 'const upkeep = estimate.kept_back;'],
  ['the name of a variable', "read('UPKEEP_INTERVAL_MS');"],
  ['the name of a field in a string', "pick('kept_back');"],
  ['a question word inside a sentence', '/** Says what may be spent, and how. */'],
  ['a line that continues a comment', '// The estimate shows\n// What it costs.'],
  ['the path of a module', "import './upkeep.ts';"],
  ['a long comment of short sentences', `/** ${'It sends `a b` now. '.repeat(9)}*/`],
  ['a long list of short items', `/**\n * It has items:\n *\n${' * - An item of the list\n'.repeat(9)} */`],
  ['code in a comment', `// It runs \`${'a '.repeat(30)}\`.`],
])('allows %s', (_, text) => expect(findFaults('a.tsx', text)).toEqual([]));

/** Finds old words in the titles of `describe`, `it` and `test`, also of their tables. */
const findOldTitles = (file: string, text: string): string[] =>
  titlesOf(parseSync(file, text).program).flatMap((title) => findOldWord(file, text, title));

const titlesOf = (node: unknown): Text[] => {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(titlesOf);
  const { type, callee, arguments: given } = node as Call;
  const title =
    type === 'CallExpression' && isTestCall(callee) && !Array.isArray(elementsOf(given[0])) ? textsOf(given[0]) : [];
  return [...title, ...Object.values(node).flatMap(titlesOf)];
};

/** Tells the table of `it.each` from a title. */
const elementsOf = (node: unknown): unknown => (node as { elements?: unknown } | undefined)?.elements;

const isTestCall = (callee: Callee): boolean => {
  const inner = callee.callee ?? callee.object ?? callee.tag;
  return inner ? isTestCall(inner) : ['describe', 'it', 'test'].includes(callee.name ?? '');
};

type Callee = { name?: string; callee?: Callee; object?: Callee; tag?: Callee };
type Call = { type: string; callee: Callee; arguments: unknown[] };
type Text = { start: number; value: string };
type Node = { type: string; start: number; value?: unknown; source?: unknown };

const findFaults = (file: string, text: string): string[] => {
  const { comments, program } = parseSync(file, text);
  const remarks = joinLines(comments, text);
  return [
    ...[...remarks, ...textsOf(program)].flatMap((found) => findOldWord(file, text, found)),
    ...remarks.flatMap(({ start, value }) => {
      const word = nounClause.exec(value.trim())?.[0];
      return word ? [`${lineOf(file, text, start)}: the comment begins with "${word}". Write a whole sentence.`] : [];
    }),
    ...remarks.flatMap(({ start, value }) =>
      sentencesOf(value)
        .filter((sentence) => sentence.split(' ').length > mostWords)
        .map((sentence) => `${lineOf(file, text, start)}: more than ${mostWords} words: "${sentence}"`),
    ),
  ];
};

/** Splits a comment into sentences, tags and items of lists. Code counts as one word; dashes and directives as none. */
const sentencesOf = (comment: string): string[] =>
  comment
    .replace(/\boxlint-disable[^]*/, '')
    .replaceAll(/`[^`]*`/g, 'Code')
    .replaceAll(/^\s*- |@/gm, '. ')
    .replaceAll(/\s+(?:[–—-]\s+)?/g, ' ')
    .trim()
    .split(/(?<=[.?!:]) (?=["(]?[A-Z]|\.|(?:param|returns|throws)\b)/);

const findOldWord = (file: string, text: string, { start, value }: Text): string[] => {
  const word = oldWords.exec(value.replaceAll(/\s+/g, ' '))?.[0];
  return word ? [`${lineOf(file, text, start)}: "${word}" is an old word. Use the term of docs/glossary.md.`] : [];
};

/** Line comments below each other are one remark. The stars of block comments are dropped. */
const joinLines = (comments: readonly { start: number; end: number; value: string }[], text: string): Text[] => {
  const remarks: Text[] = [];
  let end = -1;
  for (const comment of comments) {
    const value = comment.value.replaceAll(/^\s*\*+ ?/gm, '');
    const last = remarks.at(-1);
    if (last && /^\r?\n *$/.test(text.slice(end, comment.start))) last.value += ` ${value}`;
    else remarks.push({ start: comment.start, value });
    end = comment.end;
  }
  return remarks;
};

/** Collects string literals, parts of templates and text of elements. Paths of modules are not text. */
const textsOf = (node: unknown): Text[] => {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(textsOf);
  const { type, start, value, source: _, ...children } = node as Node;
  if ((type === 'Literal' || type === 'JSXText') && typeof value === 'string') return [{ start, value }];
  if (type === 'TemplateElement') return [{ start, value: (value as { raw: string }).raw }];
  return [...Object.values(children), value].flatMap(textsOf);
};

const lineOf = (file: string, text: string, start: number): string =>
  `${file}:${text.slice(0, start).split('\n').length}`;
