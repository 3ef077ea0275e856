import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Message } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aliveOf, familyOf, mainOf } from './support/family.ts';
import { makeFolder } from './support/folder.ts';
import { recado, runRecado, type Running } from './support/terminal.ts';

const run = promisify(execFile);

/** Runs on Linux only, because the test finds processes in /proc. */
const onLinux = { skip: process.platform !== 'linux' };

const upIn = (data: string) => runRecado(['up', '--port', '0', '--data-dir', data]);

/** The command asks the reader to paste this line. */
const curlOf = (up: Running): string => /^ {2}(curl [^]*?')$/m.exec(up.said.stdout)?.[1] ?? 'no curl line';

const paste = async (line: string): Promise<Message> => {
  const { stdout } = await run('sh', ['-c', line]);
  return Message.parse(JSON.parse(stdout));
};

let folder: Awaited<ReturnType<typeof makeFolder>>;
let up: Running;

beforeAll(async () => {
  folder = await makeFolder();
  up = upIn(folder.data);
  await up.sees('Recado is ready.');
});

afterAll(async () => {
  await up[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('while it runs', () => {
  const here = (...args: string[]) => recado(args, { RECADO_DATA_DIR: folder.data });

  test('the printed line sends a message, and pasted again the same one', async () => {
    const accepted = await paste(curlOf(up));
    expect(accepted.status).toBe('accepted');
    expect((await paste(curlOf(up))).id).toBe(accepted.id);
  });

  test('recado send finds it, and waits until the message is delivered', async () => {
    const request = ['--to', '+5511987654322', '--template', 'order_confirmation', '--var', 'order_id=7'];
    const sent = await here('send', ...request, '--wait');
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/^status +(delivered|read)$/m) });
  });

  test('recado send says field and reason of a refusal', async () => {
    const refused = await here('send', '--to', '+551133334444', '--channel', 'sms', '--body', 'oi');
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/to: .*\(landline\)/) });
  });

  test('recado templates puts one, and syncs and lists what Twilio has', async () => {
    const text = ['--body', 'Código: {{code}}', '--variables', 'code'];
    const put = await here('templates', 'put', 'login', '--channel', 'sms', '--category', 'authentication', ...text);
    expect(put).toMatchObject({ code: 0, stdout: expect.stringMatching(/^login +pt_BR +sms +authentication +code$/m) });
    const synced = await here('templates', 'sync');
    expect(synced).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0 created, \d updated, \d unchanged/) });
    const listed = await here('templates', 'list');
    expect(listed.stdout).toMatch(/^promotion +pt_BR +whatsapp +marketing +approved +discount +HX0+201$/m);
    const json = await here('templates', 'list', '--json');
    expect(JSON.parse(json.stdout)).toHaveLength(7);
    const refused = await here('templates', 'put', 'news', '--channel', 'whatsapp', '--category', 'marketing');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('content_sid: is needed for WhatsApp') });
  });

  test('recado keys finds its database', async () => {
    expect(await here('keys', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('scopes') });
  });

  test('keys and data are closed to other users', async () => {
    for (const file of ['keys.json', 'running.json']) {
      const { mode } = await stat(join(folder.data, file));
      expect([file, mode & 0o777]).toEqual([file, 0o600]);
    }
    const { mode } = await stat(folder.data);
    expect(mode & 0o066).toBe(0);
  });

  test('a second start in the same folder says that one runs there', async () => {
    const second = await recado(['up', '--port', '0', '--data-dir', folder.data]);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(folder.data) });
  });

  test('a killed worker is started again', onLinux, async () => {
    const before = await mainOf('worker', up.pid);
    process.kill(before ?? 0, 'SIGKILL');
    await up.sees('worker was ended by SIGKILL; restarting');
    await expect.poll(() => mainOf('worker', up.pid)).toSatisfy((pid) => pid !== undefined && pid !== before);
  });
});

describe('when it ends', () => {
  test('by Ctrl-C, it leaves no process behind, and the next start finds the data', onLinux, async () => {
    const { id } = await paste(curlOf(up));
    const family = await familyOf(up.pid);
    expect(family.length).toBeGreaterThan(4);
    up.pressCtrlC();
    expect(await up.ended).toEqual({ code: 0, signal: null });
    expect(await aliveOf(family)).toEqual([]);

    up = upIn(folder.data);
    await up.sees('Recado is ready.');
    expect((await paste(curlOf(up))).id).toBe(id);
  });

  test('by SIGKILL, everything that it started ends too', onLinux, async () => {
    const family = await familyOf(up.pid);
    up.kill('SIGKILL');
    await up.ended;
    await expect.poll(() => aliveOf(family)).toEqual([]);
  });
});

test('it ends with one line if PostgreSQL dies during the start', onLinux, async () => {
  await using elsewhere = await makeFolder();
  const starting = upIn(elsewhere.data);
  await starting.sees('Starting simulator');
  const lockFile = join(elsewhere.data, 'postgresql/server/cluster/postmaster.pid');
  const family = await familyOf(starting.pid);
  process.kill(Number.parseInt(await readFile(lockFile, 'utf8'), 10), 'SIGKILL');
  expect(await starting.ended).toEqual({ code: 1, signal: null });
  expect(starting.said.stderr).toMatch(/^recado: PostgreSQL ended, so everything was stopped\. .*\n$/);
  await expect.poll(() => aliveOf(family)).toEqual([]);
});

describe('before it starts anything', () => {
  test('it names a port that is in use, and the variable to change', async () => {
    await using none = await makeFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const refused = await recado(['up', '--data-dir', none.data], { PORT: String(port) });
    other.close();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(new RegExp(`port ${port} .* in use .*PORT`));
    expect(await readdir(none.path)).toEqual([]);
  });

  test('it names every issue of the environment, and no secret', async () => {
    await using none = await makeFolder();
    const token = 'a-secret-token';
    const wrong = { PORT: 'x', REDIS_URL: 'nowhere', TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: token };
    const refused = await recado(['up', '--data-dir', none.data], wrong);
    expect(refused.code).toBe(1);
    for (const name of ['PORT', 'REDIS_URL', 'TWILIO_ACCOUNT_SID'])
      expect(refused.stderr).toContain(`${name}: expected`);
    expect(refused.stderr).not.toContain(token);
    expect(await readdir(none.path)).toEqual([]);
  });
});
