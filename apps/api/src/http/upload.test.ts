import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spool } from './upload.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-spool-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function* pieces(count: number, size: number, end?: Error) {
  for (let n = 0; n < count; n += 1) yield Buffer.alloc(size, String(n % 10));
  if (end) throw end;
}

it.each([
  ['nothing', 0, 0],
  ['less than is read at once', 3, 1_000],
  ['as much as is read at once', 4, 65_536],
  ['more than is read at once, in odd pieces', 77, 9_999],
])('gives back %s as it came, and leaves no file', async (_what, count, size) => {
  await using spooled = await spool(pieces(count, size), { folder });
  expect(await readdir(folder)).toEqual([]);
  const sent = await buffer(pieces(count, size));
  expect(sent.equals(await buffer(spooled.bytes()))).toBe(true);
});

it('refuses a longer file than it takes', async () => {
  await expect(spool(pieces(3, 1_048_576), { folder, mostBytes: 2_097_152 })).rejects.toMatchObject({
    type: 'payload-too-large',
    message: 'The file has more than 2 MiB. Nothing was imported. Split it',
  });
  expect(await readdir(folder)).toEqual([]);
});

it('passes on why a body broke off', async () => {
  await expect(spool(pieces(3, 10, new Error('gone')), { folder })).rejects.toThrow('gone');
  expect(await readdir(folder)).toEqual([]);
});

it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG'])('gives up its file when a write fails with %s', async (code) => {
  const failure = Object.assign(new Error(code), { code });
  let [writes, isClosed] = [0, false];
  const openFile = async () => ({
    writeFile: async () => {
      writes += 1;
      if (writes === 3) throw failure;
    },
    read: () => Promise.reject(new Error('read')),
    close: async () => {
      isClosed = true;
      throw failure;
    },
  });
  await expect(spool(pieces(9, 1_000), { folder, openFile })).rejects.toMatchObject({
    name: 'Unavailable',
    cause: failure,
  });
  expect({ writes, isClosed }).toEqual({ writes: 3, isClosed: true });
});

it('says that the disk takes no writes, with the cause for the operator', async () => {
  await expect(spool(pieces(1, 10), { folder: join(folder, 'missing') })).rejects.toMatchObject({
    name: 'Unavailable',
    message: 'the disk for uploaded files takes no writes',
    cause: { code: 'ENOENT' },
  });
});
