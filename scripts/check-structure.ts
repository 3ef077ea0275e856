import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { parseSync } from 'oxc-parser';

/** Folders and root files of a part, lowest first: each may import only what stands before it. */
const floors: Record<string, readonly string[]> = {
  'packages/messaging/src': [
    'errors.ts',
    'pagination.ts',
    'new-id.ts',
    'outcome.ts',
    'whatsapp-id.ts',
    'phone-number.ts',
    'private-addresses.ts',

    'audit',
    'encryption',
    'api-keys',
    'users',
    'templates',
    'sending-window',
    'senders',
    'messages',
    'pricing',
    'campaigns',
    'import-files',
    'audience',
    'consent',
    'inbound',
    'contacts',
    'events',
    'webhooks',
    'settings',
    'reports',
    'restores',
    'retention',
    'operations',
    'index.ts',
  ],
  'packages/store/src': [
    'schema',
    'postgres',
    'migrations',
    'migrate.ts',
    'audit',
    'encryption',
    'settings',
    'templates',
    'api-keys',
    'users',
    'senders',
    'inbound',
    'messages',
    'audience',
    'consent',
    'reports',
    'campaigns',
    'pricing',
    'restores',
    'retention',
    'contacts',
    'events',
    'webhooks',
    'operations',
    'create-store.ts',
    'index.ts',
  ],
};

/** Below this a file is a fragment of its neighbour. */
const fewestLines = 15;
const mayBeShort = [
  'apps/cli/src/main.ts',
  'apps/console/src/api/call.ts',
  'apps/console/src/preferences/shortcuts.ts',
  'apps/console/src/vite-env.d.ts',
  'packages/bench/src/bare/start.ts',
  'packages/bench/src/lab/meter.ts',
  'packages/bench/src/stand-in/start.ts',
  'packages/embedded/src/index.ts',
  'packages/presentation/src/index.ts',
  'packages/queue/src/index.ts',
  'packages/store/src/index.ts',
  'packages/testing/src/compile-cache.ts',
  'packages/testing/src/leak-check.ts',
  'packages/testing/src/servers.ts',
  'packages/twilio/src/index.ts',
];
const migrations = /^packages\/store\/src\/migrations\/(?:index|\d{4}_.*)\.ts$/;

/** Pages whose tables name files of this repository. */
const pagesWithPaths = ['README.md', 'docs/architecture.md'];

export type Sources = ReadonlyMap<string, string>;
type Graph = ReadonlyMap<string, readonly string[]>;

/** Returns every fault of a repository's structure. Each line says what is wrong and what to do. */
export const findFaults = (sources: Sources, exists: (path: string) => boolean, pages: Sources): string[] => {
  const graph = readImports(sources);
  return [
    ...findCircles(graph),
    ...Object.entries(floors).flatMap(([root, floor]) => findBackArrows(graph, root, floor)),
    ...findFragments(sources),
    ...findUnlistedMethods(sources),
    ...findMissingPaths(pages, exists),
  ];
};

/** Relative imports and re-exports of each file, types included. The linter keeps packages apart. */
const readImports = (sources: Sources): Graph =>
  new Map(
    [...sources].map(([file, text]) => {
      const { staticImports, staticExports, dynamicImports } = parseSync(file, text).module;
      const requests = [
        ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
        ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
        ...dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
      ];
      const relative = requests.filter((request) => request.startsWith('.'));
      const targets = relative.map((request) => join(dirname(file), request)).filter((target) => sources.has(target));
      return [file, [...new Set(targets)]];
    }),
  );

const findCircles = (graph: Graph): string[] => {
  const faults: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (file: string): void => {
    const start = path.indexOf(file);
    if (start !== -1) {
      const circle = [...path.slice(start), file].join(' -> ');
      faults.push(`${circle}: import in a circle. Move the shared part into a file that both import.`);
    }
    if (start !== -1 || done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) walk(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) walk(file);
  return faults;
};

const findBackArrows = (graph: Graph, root: string, floor: readonly string[]): string[] => {
  const roomOf = (file: string) => file.slice(root.length + 1).split('/')[0] ?? '';
  const inside = [...graph].filter(([file]) => file.startsWith(`${root}/`) && !file.endsWith('.test.ts'));
  const unknown = new Set(inside.map(([file]) => roomOf(file)).filter((room) => !floor.includes(room)));
  const back = inside.flatMap(([file, targets]) =>
    targets
      .filter((target) => floor.indexOf(roomOf(target)) > floor.indexOf(roomOf(file)))
      .map((target) => `${file} imports ${target}, which stands above it. Move the shared part down.`),
  );
  return [...[...unknown].map((room) => `${root}/${room} has no place in the order of floors. Add it there.`), ...back];
};

const findFragments = (sources: Sources): string[] => {
  const shipped = [...sources].filter(([file]) => /\/src\//.test(file) && !file.endsWith('.test.ts'));
  const short = shipped.filter(([, text]) => text.trimEnd().split('\n').length < fewestLines).map(([file]) => file);
  const unneeded = mayBeShort.filter((file) => !short.includes(file));
  return [
    ...short
      .filter((file) => !mayBeShort.includes(file) && !migrations.test(file))
      .map((file) => `${file} has fewer than ${fewestLines} lines. Merge it with the file that uses it.`),
    ...unneeded.map((file) => `${file} is not short, or is gone. Take it off the list of short files.`),
  ];
};

const storeRoot = 'packages/store/src';
const homeOfMethods = /^packages\/store\/src\/([^/]+)\/(?:index|\1)\.ts$/;

/** A folder of the store lists its methods in its index, or in the file of its own name; createStore has them all. */
const findUnlistedMethods = (sources: Sources): string[] => {
  const store = sources.get(`${storeRoot}/create-store.ts`) ?? '';
  return [...sources].flatMap(([file, text]) => {
    if (!file.startsWith(`${storeRoot}/`) || file.endsWith('.test.ts')) return [];
    const { staticExports } = parseSync(file, text).module;
    const names = staticExports.flatMap(({ entries }) => entries.map(({ exportName }) => exportName.name ?? ''));
    const methods = names.filter((name) => name.endsWith('Methods'));
    const misplaced = homeOfMethods.test(file) ? [] : methods;
    const unused = methods.filter((name) => !store.includes(`...${name}(`));
    return [
      ...misplaced.map((name) => `${file} exports ${name}. List methods in the index of their folder.`),
      ...unused.map((name) => `${file} exports ${name}, which createStore lacks. Spread it there.`),
    ];
  });
};

const repositoryPath = /^(?:apps|packages|docs|scripts|\.ci)\//;

/** A bare `file.ts` after a path stands in the same folder. */
const findMissingPaths = (pages: Sources, exists: (path: string) => boolean): string[] =>
  [...pages].flatMap(([page, text]) =>
    text
      .split('\n')
      .filter((line) => line.trimStart().startsWith('|'))
      .flatMap((row) => pathsOf(row))
      .filter((path) => !exists(path))
      .map((path) => `${page} names ${path}, which does not exist. Correct it.`),
  );

const pathsOf = (row: string): string[] => {
  let folder = '';
  return [...row.matchAll(/`([^`\s]+)`/g)].flatMap(([, name = '']) => {
    const isBare = folder !== '' && /^[\w-]+\.ts$/.test(name);
    if (!isBare && !repositoryPath.test(name)) return [];
    const path = isBare ? join(folder, name) : name;
    folder = dirname(path);
    return [path];
  });
};

const readAll = (paths: readonly string[]): Sources => new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));

if (import.meta.main) {
  const sources = readAll(globSync(['{apps,packages}/*/{src,test}/**/*.{ts,tsx}', 'scripts/*.ts']).toSorted());
  const faults = findFaults(sources, existsSync, readAll(pagesWithPaths.filter((page) => existsSync(page))));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length ? 1 : 0;
}
