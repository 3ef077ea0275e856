import { setTimeout } from 'node:timers/promises';
import { AuditPage, CreatedApiKey, Grant, Message, Role, Scope, UserList } from '@recado/contract';
import { openApiDocument } from '@recado/contract/openapi';
import { inviteFirstAdmin } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation } from './support/running-api.ts';
import { consoleUrl, openBrowser, password, startConsole, tokenIn, type RunningConsole } from './support/console.ts';

let api: RunningConsole;
beforeAll(async () => {
  api = await startConsole();
});
afterAll(() => api[Symbol.asyncDispose]());

const reasonOf = ({ body }: { body: unknown }) => (body as { errors?: { reason: string }[] }).errors?.[0]?.reason;

const accept = (token: string, more: object = {}) =>
  openBrowser(api.url).send('POST', '/v1/invites/accept', { body: { token, name: 'Rui', password, ...more } });

describe('an invite', () => {
  const invite = async (email: string, role: Role = 'viewer') => {
    const ana = await api.enter('admin');
    await ana.sudo();
    const body = { email, role, grants: ['reveal'] };
    return { ana, answer: await ana.send('POST', '/v1/users/invites', { body }) };
  };

  it('is a link whose token no server sees, works once, and makes a person of its role', async () => {
    const { ana, answer } = await invite('Rui@Example.com', 'operator');
    expect(answer.body).toMatchObject({ link: expect.stringMatching(/\/invite#[\w-]{43}$/) });
    expect((answer.body as { link: string }).link.startsWith(consoleUrl)).toBe(true);
    const listed = async () => UserList.parse((await ana.send('GET', '/v1/users')).body);
    expect((await listed()).invites).toMatchObject([{ email: 'rui@example.com', by: ana.user.name }]);
    const accepted = await accept(tokenIn(answer));
    expect(accepted.body).toMatchObject({ user: { email: 'rui@example.com', role: 'operator', grants: ['reveal'] } });
    expect((await accept(tokenIn(answer))).status).toBe(404);
    const { data, invites } = await listed();
    expect(invites).toEqual([]);
    expect(data).toContainEqual(expect.objectContaining({ name: 'Rui', created_by: ana.user.name }));
  });

  it('leaves the last administrator one, and stays open', async () => {
    await using fresh = await startConsole();
    const ana = await fresh.enter('admin');
    await ana.sudo();
    const invited = await ana.send('POST', '/v1/users/invites', { body: { email: ana.email, role: 'viewer' } });
    const take = () =>
      openBrowser(fresh.url).send('POST', '/v1/invites/accept', {
        body: { token: tokenIn(invited), name: 'Ana', password },
      });
    const refused = await take();
    expect([refused.status, reasonOf(refused)]).toEqual([409, 'last_admin']);
    expect((await ana.send('GET', '/v1/users')).status).toBe(200);
    await fresh.enter('admin');
    expect((await take()).body).toMatchObject({ user: { role: 'viewer' } });
  });

  it('that is accepted twice at the same time makes one person', async () => {
    const { answer } = await invite('twice@example.com');
    const both = await Promise.all([accept(tokenIn(answer)), accept(tokenIn(answer))]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 404]));
  });

  it('is replaced by the next one of its address', async () => {
    const [first, second] = [await invite('next@example.com'), await invite('next@example.com')];
    expect((await accept(tokenIn(first.answer))).status).toBe(404);
    expect((await accept(tokenIn(second.answer))).status).toBe(201);
  });

  it('for somebody who is there gives them a new password, and ends their sessions', async () => {
    const rui = await api.enter('viewer');
    const { answer } = await invite(rui.email, 'marketer');
    const secret = 'four loud yellow snails';
    expect((await accept(tokenIn(answer), { password: secret })).body).toMatchObject({
      user: { id: rui.user.id, role: 'marketer' },
    });
    await expect.poll(async () => (await rui.send('GET', '/v1/session')).status).toBe(401);
    expect((await openBrowser(api.url).signIn(rui.email, secret)).status).toBe(200);
  });

  it('needs a password given again', async () => {
    const ana = await api.enter('admin');
    const body = { email: 'x@example.com', role: 'viewer' };
    expect(reasonOf(await ana.send('POST', '/v1/users/invites', { body }))).toBe('sudo_required');
    const wrong = await ana.send('POST', '/v1/session/sudo', { body: { password: 'wrong' } });
    expect([wrong.status, reasonOf(wrong)]).toEqual([422, 'wrong_password']);
  });

  it.each([
    [{ password: 'short' }, 'password'],
    [{ name: 'recado cli' }, 'name'],
    [{ extra: 1 }, 'extra'],
  ])('is not used up by a mistake: %j', async (mistake, field) => {
    const { answer } = await invite('careful@example.com');
    const refused = await accept(tokenIn(answer), mistake);
    expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ field }] }]);
    expect((await accept(tokenIn(answer))).status).toBe(201);
  });
});

describe('the first administrator', () => {
  it('gives an address with the token, and there is no second one', async () => {
    await using fresh = await startConsole();
    const deps = { ...fresh.store, clock: () => new Date() };
    const by = { actor: { name: 'recado cli' } };
    const [lost, token] = [await inviteFirstAdmin(deps, by), (await inviteFirstAdmin(deps, by)) ?? ''];
    const send = (body: object) => openBrowser(fresh.url).send('POST', '/v1/invites/accept', { body });
    const given = { token, name: 'Ana', password };
    expect((await send({ ...given, token: lost })).status).toBe(404);
    expect((await send(given)).body).toMatchObject({ errors: [{ field: 'email', reason: 'required' }] });
    const body = { ...given, email: 'ana@example.com' };
    expect((await send(body)).body).toMatchObject({ user: { role: 'admin', grants: [] } });
    expect((await send(body)).status).toBe(404);
    expect(await inviteFirstAdmin(deps, by)).toBeUndefined();
  });
});

describe('rights', () => {
  it('of a person change at once, and end with being disabled', async () => {
    const [ana, rui] = [await api.enter('admin'), await api.enter('viewer')];
    await ana.sudo();
    const patch = (body: object) => ana.send('PATCH', `/v1/users/${rui.user.id}`, { body });
    expect((await rui.send('POST', '/v1/campaigns', { body: {} })).status).toBe(403);
    expect((await patch({ role: 'marketer' })).status).toBe(200);
    expect((await rui.send('POST', '/v1/campaigns', { body: {} })).status).toBe(422);
    expect((await patch({ disabled: true })).body).toMatchObject({ disabled_at: expect.any(String) });
    expect((await rui.send('GET', '/v1/session')).status).toBe(401);
    expect((await patch({ disabled: false })).status).toBe(200);
    expect((await rui.send('GET', '/v1/session')).status).toBe(401);
    expect((await rui.signIn(rui.email)).status).toBe(200);
  });

  it('of the last administrator stay, also when two give them up at the same time', async () => {
    await using fresh = await startConsole();
    const [ana, rui] = [await fresh.enter('admin'), await fresh.enter('admin')];
    await Promise.all([ana.sudo(), rui.sudo()]);
    const answers = await Promise.all(
      [ana, rui].map(({ send, user }) => send('PATCH', `/v1/users/${user.id}`, { body: { role: 'viewer' } })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(answers.map(reasonOf)).toContain('last_admin');
  });

  const operations = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { description?: string; security?: object[] }>).flatMap(
      ([method, { description = '', security }]) => {
        const [said = ''] = /\bscopes? `[\w:]+`( and `[\w:]+`)*/i.exec(description) ?? [];
        const scopes = Scope.options.filter((scope) => said.includes(`\`${scope}\``));
        return security === undefined && scopes.length ? [{ method: method.toUpperCase(), path, scopes }] : [];
      },
    ),
  );

  it.each(
    Role.options.flatMap((role): [Role, Grant[]][] => [
      [role, []],
      [role, Grant.options],
    ]),
  )('of a %s with the grants %j are those of the scopes that their session shows', async (role, grants) => {
    const person = await api.enter(role, grants);
    await person.sudo();
    const { scopes: held } = person.user;
    expect(held).not.toContain('pii:read');
    expect(held.includes('contacts:erase')).toBe(grants.includes('erase'));
    for (const { method, path, scopes } of operations) {
      const target = path.replaceAll(/\{\w+\}/g, () => crypto.randomUUID());
      const ask = () => person.send(method, target, { ...(method !== 'GET' && { body: {} }) });
      let answer = await ask();
      // There are more operations than a person may ask for in a second.
      for (; answer.status === 429; answer = await ask()) await setTimeout(250);
      const isIn = answer.status !== 403;
      expect([method, path, isIn]).toEqual([method, path, scopes.every((scope) => mayDo(held, scope))]);
    }
  });

  const mayDo = (held: Scope[], scope: Scope) =>
    held.includes(scope) || (held.includes('admin') && !['pii:read', 'pii:reveal', 'contacts:erase'].includes(scope));

  it('to erase a person need the grant and the password', async () => {
    const ana = await api.enter('admin', ['erase']);
    const erase = () => ana.send('DELETE', '/v1/contacts/+5511900000001');
    expect(reasonOf(await erase())).toBe('sudo_required');
    await ana.sudo();
    expect((await erase()).status).toBe(200);
  });
});

describe('a reveal', () => {
  it('shows one number to who has the grant, is in the audit log, and ends after 60 within an hour', async () => {
    const [ana, rui] = [await api.enter('viewer', ['reveal']), await api.enter('admin')];
    const { id } = Message.parse((await api.call('POST', '/v1/messages', { body: confirmation })).body);
    const reveal = (person: typeof ana, object: string) => person.send('POST', '/v1/reveals', { body: { object } });
    expect((await reveal(rui, `messages/${id}`)).status).toBe(403);
    const shown = await reveal(ana, `messages/${id}`);
    expect(shown.body).toEqual({ number: confirmation.to, shown_for_seconds: 30 });
    expect((await reveal(ana, `messages/${crypto.randomUUID()}`)).status).toBe(404);
    for (const object of ['messages/1', `campaigns/${id}`, `messages/${id}/x`, '../settings'])
      expect((await reveal(ana, object)).status).toBe(422);
    const { data } = AuditPage.parse((await rui.send('GET', '/v1/audit?action=number.revealed')).body);
    expect(data).toMatchObject([{ actor: { name: ana.user.name }, object: `messages/${id}` }]);
    const statuses = [];
    while (statuses.length < 60) statuses.push((await reveal(ana, `messages/${id}`)).status);
    await expect.poll(async () => reasonlessStatus(await reveal(ana, `messages/${id}`))).toBe('hourly');
    expect(statuses).toContain(200);
  });

  /** A person may also ask too much in one second. */
  const reasonlessStatus = ({ status, text }: { status: number; text: string }) =>
    status === 429 && text.includes('numbers per hour') ? 'hourly' : String(status);
});

describe('API keys of the console', () => {
  it('are made, listed without the key, and revoked under the name of the person', async () => {
    const ana = await api.enter('admin');
    expect(reasonOf(await ana.send('GET', '/v1/keys'))).toBe('sudo_required');
    await ana.sudo();
    const body = { name: 'shop', scopes: ['messages:read'], expires_in: 'P30D', rate: 5 };
    const made = await ana.send('POST', '/v1/keys', { body });
    const { id, key } = CreatedApiKey.parse(made.body);
    expect((await api.call('GET', '/v1/messages', { key })).headers.get('ratelimit-policy')).toBe('"key";q=5;w=1');
    const list = await ana.send('GET', '/v1/keys');
    expect(list.text).not.toContain(key);
    expect(list.body).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ id, rate: 5 })]) });
    expect((await ana.send('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    expect((await ana.send('DELETE', `/v1/keys/${crypto.randomUUID()}`)).status).toBe(404);
    await expect.poll(async () => (await api.call('GET', '/v1/messages', { key })).status).toBe(401);
    const audit = AuditPage.parse((await ana.send('GET', '/v1/audit?actor_kind=user')).body).data;
    const actor = { kind: 'user', id: ana.user.id, name: ana.user.name };
    expect(audit).toContainEqual(expect.objectContaining({ actor, action: 'key.created', object: `keys/${id}` }));
    expect(audit).toContainEqual(expect.objectContaining({ actor, action: 'key.revoked', object: `keys/${id}` }));
  });
});

it('the audit log names keys, people, the command line and Recado apart', async () => {
  const { key } = await api.makeKey(['admin']);
  await api.call('PUT', '/v1/settings', { key, body: { test_numbers: null } });
  for (const kind of ['key', 'user', 'cli']) {
    const { data } = AuditPage.parse((await api.call('GET', `/v1/audit?actor_kind=${kind}`)).body);
    expect(data.length).toBeGreaterThan(0);
    expect(new Set(data.map(({ actor }) => actor.kind))).toEqual(new Set([kind]));
  }
});
