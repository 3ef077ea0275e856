import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

export type Pages = ReadonlyMap<string, string>;

/** Returns each link to a page, a heading or a file, and each path of a source, that does not exist. One line for each. */
export const findDeadReferences = (pages: Pages, exists: (path: string) => boolean): string[] =>
  [...pages].flatMap(([page, text]) => [
    ...linksOf(text)
      .filter((link) => !leadsSomewhere(pages, page, link, exists))
      .map((link) => `${page} links to ${link}, which does not exist. Correct the link.`),
    ...sourcesOf(text)
      .filter((path) => !exists(path))
      .map((path) => `${page} names ${path}, which does not exist. Correct the path.`),
  ]);

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link));

const leadsSomewhere = (pages: Pages, page: string, link: string, exists: (path: string) => boolean): boolean => {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (heading === undefined) return exists(target);
  return headingsOf(pages.get(target) ?? '').includes(heading);
};

/** The anchors that GitHub gives to headings. */
const headingsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Paths with `{a,b}` or `*` stand for several files, and `<noun>` or `NNNN` for a name that the reader chooses. */
const sourcesOf = (text: string): string[] =>
  [...text.matchAll(/(?:apps|packages|scripts)\/[\w./{},*<>-]+\.tsx?/g)]
    .map(([path]) => path)
    .filter((path) => !/<|NNNN/.test(path))
    .flatMap(expand);

const expand = (path: string): string[] => {
  const [, before = '', choices, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(path) ?? [];
  return choices === undefined ? [path] : choices.split(',').flatMap((choice) => expand(before + choice + after));
};

if (import.meta.main) {
  const paths = globSync(['*.md', 'docs/**/*.md', 'apps/*/*.md', 'packages/*/*.md']).toSorted();
  const pages = new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
  const faults = findDeadReferences(pages, (path) => globSync(path).length > 0);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length ? 1 : 0;
}
