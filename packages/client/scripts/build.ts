import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '@recado/contract/openapi';
import { typesOf } from './types-of.ts';

// Makes `dist`, which is published. Its types stand alone: nobody who installs it needs zod or the contract.

const root = new URL('../', import.meta.url).pathname;
const dist = `${root}dist`;

rmSync(dist, { recursive: true, force: true });
execFileSync('tsc', ['-p', `${root}tsconfig.build.json`], { stdio: 'inherit' });
for (const file of globSync(`${dist}/*.d.ts`))
  // Older compilers do not find `./list.ts` beside `list.d.ts`.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
writeFileSync(`${dist}/types.d.ts`, typesOf(openApiDocument()));

const { version, description, license, type } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Manifest;
const manifest = {
  name: '@recado/client',
  version,
  description,
  license,
  type,
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  sideEffects: false,
  engines: { node: '>=20.3' },
};
writeFileSync(`${dist}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
cpSync(`${root}../../LICENSE`, `${dist}/LICENSE`);
// Links to other pages lead nowhere in the package.
const page = readFileSync(`${root}../../docs/client.md`, 'utf8');
writeFileSync(`${dist}/README.md`, page.replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1'));

type Manifest = Record<'version' | 'description' | 'license' | 'type', string>;
