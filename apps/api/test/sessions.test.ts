import { Campaign, Session, SessionList } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromConsole, openBrowser, password, startConsole, type RunningConsole } from './support/console.ts';
import { bootstrapKey, request, startApi } from './support/running-api.ts';

let api: RunningConsole;
beforeAll(async () => {
  api = await startConsole();
});
afterAll(() => api[Symbol.asyncDispose]());

const reasonOf = ({ body }: { body: unknown }) => (body as { errors?: { reason: string }[] }).errors?.[0]?.reason;

describe('signing in', () => {
  it('sets a cookie that only this host gets, that no script reads and that only TLS carries', async () => {
    const { email } = await api.enter('viewer');
    const { status, headers } = await openBrowser(api.url).signIn(email);
    expect(status).toBe(200);
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-recado=[\w-]{43}; /);
    expect(cookie.split('; ').slice(1)).toEqual(
      expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict', 'Max-Age=43200']),
    );
    expect(cookie).not.toMatch(/Domain/i);
  });

  it('is the same for a wrong password, an unknown person and a disabled one', async () => {
    const known = await api.enter('viewer');
    const disabled = await api.enter('viewer');
    const admin = await api.enter('admin');
    await admin.sudo();
    const body = { disabled: true };
    expect((await admin.send('PATCH', `/v1/users/${disabled.user.id}`, { body })).status).toBe(200);
    const answers = await Promise.all([
      openBrowser(api.url).signIn(known.email, 'wrong'),
      openBrowser(api.url).signIn('nobody@example.com'),
      openBrowser(api.url).signIn(disabled.email),
    ]);
    const seen = answers.map((answer) => {
      const { instance: _instance, ...problem } = answer.body as Record<string, unknown>;
      return [answer.status, problem, answer.headers.getSetCookie()];
    });
    expect(seen[0]).toMatchObject([401, { errors: [{ reason: 'wrong_credentials' }] }, []]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it.each(['http://10.0.0.5:3000', 'http://console.example.com'])('is refused on plain HTTP: %s', async (url) => {
    await using plain = await startApi({ CONSOLE_URL: url });
    const answer = await openBrowser(plain.url).signIn('ana@example.com');
    expect([answer.status, reasonOf(answer)]).toEqual([403, 'insecure_origin']);
  });

  it('says which ways there are, and whether nobody has an account yet', async () => {
    const ways = (url: string) => request(`${url}/v1/session/ways`, 'GET');
    await api.enter('viewer');
    expect((await ways(api.url)).body).toEqual({ password: true, passkey: false, oidc: [], first_user: false });
    await using empty = await startApi();
    expect((await ways(empty.url)).body).toMatchObject({ first_user: true });
  });
});

describe('the cookie', () => {
  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 'foreign_origin'],
    ['from another host of this site', { 'sec-fetch-site': 'same-site' }, 'foreign_origin'],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, 'foreign_origin'],
    ['without the header', { 'x-recado-console': '0' }, 'console_header_missing'],
  ])('counts for no change %s', async (_how, headers, reason) => {
    const ana = await api.enter('admin');
    for (const [method, path] of [
      ['POST', '/v1/campaigns'],
      ['DELETE', '/v1/session'],
    ] as const) {
      const answer = await ana.send(method, path, { headers, ...(method === 'POST' && { body: {} }) });
      expect([answer.status, reasonOf(answer)]).toEqual([403, reason]);
    }
    expect((await ana.send('GET', '/v1/session')).status).toBe(200);
  });

  it('counts for no form of another site that signs somebody in', async () => {
    const { email } = await api.enter('viewer');
    const answer = await request(`${api.url}/v1/session`, 'POST', { body: { email, password } });
    expect([answer.status, reasonOf(answer)]).toEqual([403, 'foreign_origin']);
  });

  it.each([
    ['https://console.example.com', 200],
    ['https://evil.example.com', 403],
    ['null', 403],
  ])('of a browser that does not say from where it asks counts by its origin %s', async (origin, status) => {
    const ana = await api.enter('viewer');
    const headers = { cookie: ana.cookie() ?? '', origin };
    expect((await request(`${api.url}/v1/session`, 'GET', { headers })).status).toBe(status);
  });

  it('is ignored beside an API key', async () => {
    const ana = await api.enter('viewer');
    const { key } = await api.makeKey(['messages:write']);
    const answer = await ana.send('GET', '/v1/messages', { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(403);
    expect((await ana.send('GET', '/v1/messages', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it.each(['', 'x'.repeat(43), `${'x'.repeat(42)}é`, 'x'.repeat(5000)])('%s is nobody', async (token) => {
    const headers = { ...fromConsole, cookie: `__Host-recado=${encodeURI(token)}` };
    expect((await request(`${api.url}/v1/session`, 'GET', { headers })).status).toBe(401);
  });
});

describe('a session', () => {
  it('shows who is signed in, what they may do, and never pii:read', async () => {
    const ana = await api.enter('admin', ['erase']);
    const { user } = Session.parse((await ana.send('GET', '/v1/session')).body);
    expect(user).toMatchObject({ email: ana.email, role: 'admin', grants: ['erase'] });
    expect(user.scopes).toContain('contacts:erase');
    expect(user.scopes).not.toContain('pii:read');
  });

  it('ends by signing out, and its cookie with it', async () => {
    const ana = await api.enter('viewer');
    const cookie = ana.cookie() ?? '';
    const answer = await ana.send('DELETE', '/v1/session');
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-recado=; .*Expires=Thu, 01 Jan 1970/);
    expect((await ana.send('GET', '/v1/session', { headers: { cookie } })).status).toBe(401);
  });

  it('that is ended elsewhere stops working within seconds, and its streams end', async () => {
    const ana = await api.enter('viewer');
    const elsewhere = openBrowser(api.url);
    await elsewhere.signIn(ana.email);
    const made = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template: 'promotion' } });
    const stream = await fetch(`${api.url}/v1/campaigns/${Campaign.parse(made.body).id}/stream`, {
      headers: { cookie: ana.cookie() ?? '', 'sec-fetch-site': 'same-origin' },
    });
    expect(stream.status).toBe(200);
    let isOpen = true;
    void stream.body?.pipeTo(new WritableStream()).then(() => (isOpen = false));
    const { data } = SessionList.parse((await elsewhere.send('GET', '/v1/sessions')).body);
    expect(data.map(({ current }) => current)).toEqual([true, false]);
    const [, other] = data;
    expect((await elsewhere.send('DELETE', `/v1/sessions/${other?.id}`)).status).toBe(204);
    expect((await elsewhere.send('DELETE', `/v1/sessions/${other?.id}`)).status).toBe(404);
    await expect
      .poll(async () => [isOpen, (await ana.send('GET', '/v1/session')).status], { interval: 100 })
      .toEqual([false, 401]);
    expect((await elsewhere.send('GET', '/v1/session')).status).toBe(200);
  });

  it('that another process ends stops working within seconds, too', async () => {
    const ana = await api.enter('viewer');
    expect((await ana.send('GET', '/v1/session')).status).toBe(200);
    await api.store.revokeSessions({ userId: ana.user.id }, new Date());
    await expect.poll(async () => (await ana.send('GET', '/v1/session')).status, { interval: 100 }).toBe(401);
  });

  it('of another person cannot be ended', async () => {
    const [ana, rui] = [await api.enter('admin'), await api.enter('viewer')];
    const { data } = SessionList.parse((await rui.send('GET', '/v1/sessions')).body);
    expect((await ana.send('DELETE', `/v1/sessions/${data[0]?.id}`)).status).toBe(404);
    expect((await ana.send('DELETE', '/v1/sessions')).status).toBe(204);
    expect((await rui.send('GET', '/v1/session')).status).toBe(200);
  });

  it('has what its person says about themselves, and shows their number masked', async () => {
    const ana = await api.enter('viewer');
    const change = { name: 'Ana', locale: 'pt-BR', timezone: 'America/Sao_Paulo', own_number: '(11) 98765-4321' };
    expect((await ana.send('PATCH', '/v1/session', { body: change })).status).toBe(200);
    const { user } = Session.parse((await ana.send('GET', '/v1/session')).body);
    expect(user).toMatchObject({ ...change, own_number: '+55119****4321' });
    const removed = await ana.send('PATCH', '/v1/session', { body: { own_number: null } });
    expect(Session.parse(removed.body).user.own_number).toBeUndefined();
    const wrong = { name: 'system', locale: 'tlh', timezone: 'Mars', own_number: 'x' };
    expect((await ana.send('PATCH', '/v1/session', { body: wrong })).body).toMatchObject({
      errors: ['name', 'locale', 'timezone'].map((field) => ({ field })),
    });
  });

  it('gets a new password only after the old one, and ends all others by it', async () => {
    const ana = await api.enter('viewer');
    const elsewhere = openBrowser(api.url);
    await elsewhere.signIn(ana.email);
    const body = { password: 'four loud yellow snails' };
    expect(reasonOf(await ana.send('PATCH', '/v1/session', { body }))).toBe('sudo_required');
    await ana.sudo();
    expect((await ana.send('PATCH', '/v1/session', { body })).status).toBe(200);
    expect((await elsewhere.send('GET', '/v1/session')).status).toBe(401);
    expect((await ana.send('GET', '/v1/session')).status).toBe(200);
    expect((await elsewhere.signIn(ana.email)).status).toBe(401);
    expect((await elsewhere.signIn(ana.email, body.password)).status).toBe(200);
  });

  it('sends a test to the own number of its person, who need not type it', async () => {
    const ana = await api.enter('marketer');
    const body = { name: 'Mine', template: 'promotion', language: 'en', variables: { discount: '5%' } };
    const { id } = Campaign.parse((await ana.send('POST', '/v1/campaigns', { body })).body);
    const test = (send: typeof ana.send) => send('POST', `/v1/campaigns/${id}/test`, { body: { to_me: true } });
    expect(reasonOf(await test(ana.send))).toBe('no_own_number');
    expect(reasonOf(await ana.send('POST', `/v1/campaigns/${id}/test`, { body: {} }))).toBe('required');
    const own = '+5511987650123';
    await ana.send('PATCH', '/v1/session', { body: { own_number: own } });
    await api.call('PUT', '/v1/settings', { body: { test_numbers: [own] } });
    const sent = await test(ana.send);
    expect([sent.status, sent.body]).toMatchObject([202, { data: [{ to: '+55119****0123', id: expect.any(String) }] }]);
    const asKey = await api.call('POST', `/v1/campaigns/${id}/test`, { body: { to_me: true } });
    expect(reasonOf(asKey)).toBe('no_own_number');
  });

  it('is no session of an API key', async () => {
    const answer = await api.call('GET', '/v1/session', { key: bootstrapKey });
    expect([answer.status, reasonOf(answer)]).toEqual([403, 'session_required']);
  });

  it('ends when its person asked nothing for an hour', async () => {
    const ana = await api.enter('viewer');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await using database = await openDatabase(api.databaseUrl);
    await database.query('update sessions set seen_at = $1 where user_id = $2', [anHourAgo, ana.user.id]);
    await expect.poll(async () => (await ana.send('GET', '/v1/session')).status).toBe(401);
  });
});

// The last, because it slows down all that comes from its address.
describe('guessing a password', () => {
  it('gets slower for an account with each wrong password, and refuses a crowd of them', async () => {
    const { email } = await api.enter('viewer');
    const crowd = Array.from({ length: 14 }, () => openBrowser(api.url).signIn(email.toUpperCase(), 'wrong'));
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    const began = performance.now();
    expect((await openBrowser(api.url).signIn(email)).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(700);
  });
});
