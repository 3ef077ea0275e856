import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patienceMs, startProcess } from '@recado/testing';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/** The first start on a machine builds the console. */
const startMs = 4 * patienceMs;

/** `recado up` in a folder of its own: PostgreSQL, simulator, API, worker, and the console that it builds. */
export const startRecado = async (env: Record<string, string> = {}) => {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-console-'));
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const dataFolder = join(folder, 'data');
  const args = ['up', '--port', '0', '--data-dir', dataFolder];
  const up = starting.use(startProcess('apps/cli/src/main.ts', env, args));
  const isReady = () => expect(up.output.text()).toContain('Recado is ready.');
  await Promise.race([vi.waitFor(isReady, { timeout: startMs, interval: 100 }), up.ended.then(isReady)]);
  const text = up.output.text();
  const find = (pattern: RegExp): string => {
    const [, found] = pattern.exec(text) ?? [];
    if (found === undefined) throw new Error(`recado up did not print ${pattern}:\n${text}`);
    return found;
  };
  const url = find(/^ {2}API +(\S+)$/m);
  const key = find(/^ {2}API key +(\S+)$/m);

  /** Calls the API as a backend does. */
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const isText = typeof body === 'string';
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': isText ? 'text/csv' : 'application/json' },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const answer = await response.text();
    expect(response.status, answer).toBeLessThan(300);
    return JSON.parse(answer || '{}') as T;
  };
  // Marketing at any hour and to all at once, because the tests run at any hour and do not wait.
  await call('PUT', '/settings', {
    marketing_window: { from: '00:00', to: '24:00' },
    objection_limits: { enabled: false },
  });
  const { simulator } = JSON.parse(await readFile(join(dataFolder, 'keys.json'), 'utf8')) as {
    simulator: { accountSid: string; authToken: string };
  };
  const started = starting.move();
  return {
    pid: up.pid,
    url,
    call,
    invite: find(/(https?:\S+\/invite#\S+)/),
    simulator: { ...simulator, url: find(/Twilio simulator at (\S+?):? /) },
    output: () => up.output.text(),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
};

export const password = 'three quiet green horses';

/** The first steps of the first person: they open the one-time link, and choose a name and a password. */
export const becomeAdmin = async (page: Page, { invite }: StartedRecado): Promise<void> => {
  await page.goto(invite);
  await page.getByLabel('E-mail address').fill('ana@example.com');
  await acceptInvite(page, 'Ana Souza');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
};

/** Fills the form of an invite that is open, and sends it. */
export const acceptInvite = async (page: Page, name: string): Promise<void> => {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Start' }).click();
};

export type StartedRecado = Awaited<ReturnType<typeof startRecado>>;
