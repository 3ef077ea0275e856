import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitCodeOf } from '../failure.ts';
import { saveExport } from './contacts.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-export-'));
  path = join(folder, 'contact.json');
});
afterEach(() => rm(folder, { recursive: true }));

const bodyOf = (pieces: AsyncIterable<string>) => new Response(ReadableStream.from(encoded(pieces)));

async function* encoded(pieces: AsyncIterable<string>) {
  for await (const piece of pieces) yield Buffer.from(piece);
}

async function* whole() {
  yield '{"messages":';
  yield '[]}\n';
}

async function* broken() {
  yield '{"messages":';
  throw new Error('terminated');
}

const thrownBy = (work: Promise<void>) => work.catch((error: unknown) => error);

test('an export is a file that only its owner may read', async () => {
  await saveExport(async () => bodyOf(whole()), path);
  expect(await readFile(path, 'utf8')).toBe('{"messages":[]}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a file that is there already stays, and nothing is asked for', async () => {
  await writeFile(path, 'mine');
  let isRequested = false;
  const answer = async () => {
    isRequested = true;
    return bodyOf(whole());
  };
  const error = await thrownBy(saveExport(answer, path));
  expect(error).toMatchObject({ message: expect.stringContaining(path) });
  expect(exitCodeOf(error)).toBe(2);
  expect(await readFile(path, 'utf8')).toBe('mine');
  expect(isRequested).toBe(false);
});

test('nothing has its name before it is whole', async () => {
  let names: string[] = [];
  async function* watched() {
    yield '{"messages":';
    names = await readdir(folder);
    yield '[]}\n';
  }
  await saveExport(async () => bodyOf(watched()), path);
  expect(names).toEqual([expect.stringMatching(/^contact\.json\.\d+\.draft$/)]);
  expect(await readdir(folder)).toEqual(['contact.json']);
});

test.each<[string, () => Promise<Response>, string]>([
  ['breaks off', async () => bodyOf(broken()), 'terminated'],
  ['is refused', () => Promise.reject(new Error('404')), '404'],
])('nothing stays of an export that %s', async (_what, answer, said) => {
  expect(await thrownBy(saveExport(answer, path))).toMatchObject({ message: expect.stringContaining(said) });
  expect(await readdir(folder)).toEqual([]);
});
