import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canReach } from './places.ts';

const stranger = { uid: 987_654, gid: 987_654 };
const { uid, gid } = userInfo();
let folder = '';
let inner = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-reach-'));
  inner = join(folder, 'inner');
  await mkdir(inner, { mode: 0o755 });
});

afterAll(() => rm(folder, { recursive: true }));

describe('canReach', () => {
  it.each([
    ['a stranger', 'open', 0o711, stranger, true],
    ['a stranger', 'closed', 0o700, stranger, false],
    ['the owner', 'closed', 0o700, { uid, gid: 987_654 }, true],
    ['the group', 'open to it', 0o710, { uid: 987_654, gid }, true],
    ['the group', 'closed to it alone', 0o701, { uid: 987_654, gid }, false],
  ])('%s below a folder that is %s', async (_who, _how, mode, user, expected) => {
    await chmod(folder, mode);
    expect(await canReach(inner, user)).toBe(expected);
  });
});
