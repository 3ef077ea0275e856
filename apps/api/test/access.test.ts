import { Scope } from '@recado/contract';
import { openApiDocument } from '@recado/contract/openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { bootstrapKey } from './support/running-api.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

type Operation = { description?: string; security?: object[] };

const scopesIn = (description = ''): Scope[] => {
  const [said = ''] = /\bscopes? `[\w:]+`( and `[\w:]+`)*/i.exec(description) ?? [];
  return Scope.options.filter((scope) => said.includes(`\`${scope}\``));
};

/** As the document has them, with something in the place of what a path leaves open. */
const operations = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, { description, security }]) => ({
    method: method.toUpperCase(),
    path: path
      .replace('{phone}', '+5511900000000')
      .replace('{name}', 'no_such_template')
      .replace('{id}', path.includes('senders') ? 'no-such-sender' : crypto.randomUUID())
      .replace(/\{\w+\}/g, () => crypto.randomUUID()),
    scopes: scopesIn(description),
    isOpen: security?.length === 0,
    isForPeople: security?.some((way) => 'session' in way) ?? false,
  })),
);
const guarded = operations.filter(({ isOpen, isForPeople }) => !isOpen && !isForPeople);
const forPeople = operations.filter(({ isForPeople }) => isForPeople);

const call = ({ method, path }: { method: string; path: string }, key: string | undefined) =>
  api.call(method, path, { key, ...(method !== 'GET' && { body: {} }) });

const isRefused = ({ status, body }: { status: number; body: unknown }) =>
  status === 401 || (status === 403 && (body as { type: string }).type === 'urn:recado:problem:forbidden');

const headers = {
  'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

describe.each(guarded)('$method $path', (operation) => {
  const { scopes } = operation;

  it('says in the document which scopes it takes', () => expect(scopes).not.toEqual([]));

  it('is 401 without a key', async () => {
    expect((await call(operation, undefined)).body).toMatchObject({ type: 'urn:recado:problem:unauthorized' });
  });

  it.each(scopes)('is 403 without the scope %s, and names it', async (scope) => {
    const { key } = await api.makeKey(Scope.options.filter((other) => other !== scope && other !== 'admin'));
    expect((await call(operation, key)).body).toMatchObject({
      type: 'urn:recado:problem:forbidden',
      detail: expect.stringContaining(scope),
    });
  });

  it('lets in who has just these scopes, and who has admin', async () => {
    for (const held of [scopes, ['admin' as const]]) {
      const answer = await call(operation, (await api.makeKey(held)).key);
      expect(isRefused(answer), answer.text).toBe(false);
    }
  });

  it('is stored by no cache and runs nothing in a browser, with any response', async () => {
    for (const key of [bootstrapKey, undefined]) {
      const answer = await call(operation, key);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...headers,
        'cache-control': expect.stringMatching(/^no-store/),
      });
    }
  });
});

describe.each(forPeople)('$method $path, which is for people', (operation) => {
  it('is 401 without a session, 403 with any key, and stored by no cache', async () => {
    const answers = [await call(operation, undefined), await call(operation, bootstrapKey)];
    expect(answers.map(({ status }) => status)).toEqual([401, 403]);
    for (const answer of answers)
      expect(Object.fromEntries(answer.headers)).toMatchObject({ ...headers, 'cache-control': 'no-store' });
  });
});

it.each(operations.filter(({ isOpen }) => isOpen))('$method $path has the headers, too', async (operation) => {
  const answer = await call(operation, undefined);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
});

it.each([
  ['GET', '/v1/nowhere', 404],
  ['DELETE', '/v1/prices', 405],
  ['POST', `/webhooks/twilio/status/${crypto.randomUUID()}`, 403],
])('the refusal of %s %s has all of them', async (method, path, status) => {
  const answer = await call({ method, path }, bootstrapKey);
  expect(answer.status, answer.text).toBe(status);
  expect(Object.fromEntries(answer.headers)).toMatchObject({ ...headers, 'cache-control': 'no-store' });
});
