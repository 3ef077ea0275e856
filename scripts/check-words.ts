import { globSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** Parts whose comments, messages and test titles are plain English. Add a part once it has no fault. */
const parts = ['apps/api', 'apps/worker', 'packages/messaging', 'packages/queue', 'packages/store', 'packages/twilio'];

/** A comment that begins like this is a noun clause: it has no subject that a reader could search for. */
const nounClause = /^(?:What|Who|Whose|Whether|Those|How|Of)\b/;

const oldWords =
  /\b(?:anew|heed(?:s|ed)?|whom|whoever|meanwhile|upkeep|kept back|lets? go of|stands? by|(?:becomes|became|came) of)\b/i;

type Comment = { value: string; start: number };

/** Every comment and text that is not plain English, as a line that says where it is and what to do. */
export const findWords = (sources: ReadonlyMap<string, string>): string[] =>
  [...sources].flatMap(([file, source]) => {
    const { program, comments } = parseSync(file, source);
    const starts = comments.filter((comment) => !continues(comment, source)).map(({ value }) => plain(value));
    const clauses = starts
      .filter((comment) => nounClause.test(comment))
      .map((comment) => `${file}: "${head(comment)}" is a noun clause. Write a sentence with a subject and a verb.`);
    const texts = [...comments.map(({ value }) => plain(value)), ...textsOf(program)];
    const words = texts.flatMap((text) => {
      const [word] = oldWords.exec(text) ?? [];
      return word === undefined ? [] : [`${file}: "${head(text)}" has the old word "${word}". Use a common one.`];
    });
    return [...clauses, ...words];
  });

/** A line comment right below another one goes on with its sentence. */
const continues = ({ start }: Comment, source: string): boolean =>
  /(?:^|\n)[ \t]*\/\/[^\n]*\n[ \t]*$/.test(source.slice(0, start)) && source.startsWith('//', start);

/** A code name in backquotes is not a word. */
const plain = (comment: string): string =>
  comment
    .replace(/^\*/, '')
    .replace(/\n\s*\* ?/g, ' ')
    .replace(/`[^`]*`/g, '``')
    .trim();

const head = (text: string): string => text.slice(0, 60).replaceAll('\n', ' ');

/** Strings and parts of templates with more than one word, so that names in code do not count. */
const textsOf = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && 'value' in node) {
    const text = textOf(node.value);
    if ((node.type === 'Literal' || node.type === 'TemplateElement') && text !== undefined)
      return text.includes(' ') ? [text] : [];
  }
  return Object.values(node).flatMap(textsOf);
};

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'raw' in value && typeof value.raw === 'string'
    ? value.raw
    : undefined;
};

if (import.meta.main) {
  const files = globSync(parts.map((part) => `${part}/{src,test}/**/*.ts`)).toSorted();
  const faults = findWords(new Map(files.map((file) => [file, readFileSync(file, 'utf8')])));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length ? 1 : 0;
}
