import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

type Manifest = { scripts?: Record<string, string> };

const scripts = ['package.json', ...globSync('{apps,packages}/*/package.json', { cwd: root })].flatMap((path) => {
  const manifest = JSON.parse(readFileSync(`${root}/${path}`, 'utf8')) as Manifest;
  return Object.entries(manifest.scripts ?? {}).map(([name, command]) => ({ path, name, command }));
});

/** Runs the check as if by another version of Node.js. */
const runAs = (version: string) =>
  spawnSync(
    process.execPath,
    [
      '-e',
      `Object.defineProperty(process.versions, 'node', { value: '${version}' });
      require('./scripts/node-version.cjs'); console.log('went on')`,
    ],
    { cwd: root, encoding: 'utf8' },
  );

describe('npm scripts', () => {
  const isOurs = ({ path, command }: (typeof scripts)[number]) =>
    /^node .*\.ts\b/.test(command) || (path === 'package.json' && /\bvitest\b/.test(command));
  it.each(scripts.filter(isOurs))(
    'check the version of Node.js before they run TypeScript: $path $name',
    ({ command }) => {
      expect(command).toMatch(/^node (-r )?(\.\/|\.\.\/\.\.\/)?scripts\/node-version\.cjs /);
    },
  );

  it.each(['12.22.0', '20.20.2', '23.11.0'])('say in one line what to do on Node.js %s', (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Recado needs Node\.js 24, but this is [\d.]+\. Run `npm ci` .*\n$/);
    expect(stderr).toContain(version);
  });

  it.each(['24.0.0', '26.1.0'])('go on on Node.js %s', (version) => {
    expect(runAs(version)).toMatchObject({ status: 0, stdout: 'went on\n', stderr: '' });
  });
});
