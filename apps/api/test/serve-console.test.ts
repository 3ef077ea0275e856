import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, parseEnv } from '@recado/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { Config } from '../src/config.ts';
import { createContext } from '../src/context.ts';
import { environment, request } from './support/running-api.ts';

const page = `<!doctype html><html><head><meta property="csp-nonce" nonce="CSP_NONCE" />
<script type="module" src="/assets/index-abc.js"></script></head><body></body></html>`;

const closing = new AsyncDisposableStack();
let folder: string;
let url: string;
let bare: string;

/** Nothing here reads the database, so there is none. */
const serve = async (dist: string): Promise<string> => {
  const config = parseEnv(Config, environment('postgres://nobody@127.0.0.1:1/none'));
  const context = closing.use(createContext(config, createLogger({ name: 'api', level: 'silent' })));
  const server = createServer(createApp(context, dist)).listen(0, '127.0.0.1');
  closing.defer(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recado-console-'));
  closing.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, '.secret'), 'secret');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'export {};');
  url = await serve(folder);
  bare = await serve(join(folder, 'nowhere'));
});
afterAll(() => closing.disposeAsync());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const get = (path: string, headers: Record<string, string> = html) => request(url + path, 'GET', { headers });

const nonceOf = ({ headers }: { headers: Headers }): string =>
  /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';

describe('the page of the console', () => {
  it.each(['/', '/campaigns', '/campaigns/7?tab=people', '/invite', '/v1x', '/.secret'])(
    'is at %s, which is a route in the browser',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(answer.text).toContain('/assets/index-abc.js');
      expect(answer.text).not.toContain('secret');
    },
  );

  it('has a policy that runs and loads only what is its own, and a new nonce each time', async () => {
    const [one, other] = [await get('/'), await get('/')];
    expect(one.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" +
        `${nonceOf(one)}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; ` +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(one.text).toContain(`nonce="${nonceOf(one)}"`);
    expect(nonceOf(one)).toMatch(/^[\w+/]{22}==$/);
    expect(nonceOf(other)).not.toBe(nonceOf(one));
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('publickey-credentials-get=(self)'),
    });
  });

  it.each(['/v1/nowhere', '/v1', '/webhooks/x', '/docs/x', '/assets/x.js', '/healthz/x', '/metrics/x', '/V1/x'])(
    'hides no mistake of a caller: %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body]).toMatchObject([404, { type: 'urn:recado:problem:not-found' }]);
    },
  );

  it.each([
    ['GET', { accept: 'application/json' }],
    ['GET', {}],
    ['POST', html],
    ['DELETE', html],
  ])('is nothing for %s with %j', async (method, headers) => {
    expect((await request(`${url}/campaigns`, method, { headers })).status).toBe(404);
  });
});

describe('files of the console', () => {
  it('with a hash in their name are kept for good, others are asked for again', async () => {
    const asset = await get('/assets/index-abc.js', {});
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(asset.headers.get('content-type')).toMatch(/^text\/javascript/);
    const icon = await get('/favicon.svg', {});
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it.each(['/.secret', '/assets/../.secret', '/assets/%2e%2e/.secret', '/assets/..%2findex.html', '/index.html'])(
    'are not outside of what a browser needs: %s',
    async (path) => expect((await get(path, {})).status).not.toBe(200),
  );
});

it('names the command where the console is not built', async () => {
  const answer = await request(`${bare}/`, 'GET', { headers: html });
  expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('npm run build')]);
});
