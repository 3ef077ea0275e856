import { Sender, Template } from '@recado/contract';
import { parseEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { environment, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const openStore = () => {
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(api.databaseUrl));
  return createStore({ databaseUrl, encryptionKeys, indexKey });
};

const get = async (path: string) => (await api.call('GET', path)).body as Record<string, unknown>;
const put = (path: string, body: object) => api.call('PUT', path, { body });
const sameBut = (before: object) => ({ ...before, updated_at: expect.any(String) });

const inAnHour = new Date(Date.now() + 3_600_000);

/** The states that Twilio and the workers record of a sender. */
const states: Record<string, (store: ReturnType<typeof openStore>) => Promise<unknown>> = {
  works: async () => undefined,
  'is slowed down': (store) => store.throttleSender('store', undefined, { rate: 40, at: new Date(), cause: 63018 }),
  rests: (store) => store.holdSender('store', { until: inAnHour, reason: 'Twilio 63038: used up' }, new Date()),
  'was stopped': (store) =>
    store.pauseSender('store', { reason: 'Twilio 20003: credentials', at: new Date(), sentAt: new Date() }),
};

describe('a sender that was read can be put back', () => {
  it.each(Object.keys(states))('when it %s, and stays as it is', async (state) => {
    await using store = openStore();
    await states[state]?.(store);
    const before = await get('/v1/senders/store');
    const answer = await put('/v1/senders/store', before);
    expect(answer).toMatchObject({ status: 200 });
    const { rate: _now, ...rest } = Sender.strict().parse(answer.body);
    const { rate: _before, ...expected } = before;
    expect(rest).toEqual(sameBut(expected));
  });

  it('with a change, which alone is made', async () => {
    const before = await get('/v1/senders/store');
    expect(before).toMatchObject({ paused: true, health: { status: 'paused' } });
    const answer = await put('/v1/senders/store', { ...before, mps: 20, paused: false });
    expect(answer.body).toMatchObject({
      mps: 20,
      paused: false,
      health: { status: expect.not.stringMatching('paused') },
    });
    expect(answer.body).not.toHaveProperty('paused_reason');
  });

  it('under another id, as another sender', async () => {
    const { id: _id, ...copied } = await get('/v1/senders/store');
    expect(await put('/v1/senders/copied', copied)).toMatchObject({ status: 201 });
  });
});

describe('a template that was read can be put back', () => {
  it.each(['/v1/templates/promotion', '/v1/templates/promotion?language=en'])('at %s', async (path) => {
    const before = await get(path);
    expect(await put(path, before)).toMatchObject({ status: 200, body: sameBut(before) });
  });

  it('without a ContentSid, when it had none yet', async () => {
    await using atTwilio = await startApi({ TWILIO_API_BASE_URL: 'https://api.twilio.com' });
    const { body } = await atTwilio.call('GET', '/v1/templates/promotion');
    const before = Template.parse(body);
    expect(before).not.toHaveProperty('content_sid');
    const answer = await atTwilio.call('PUT', '/v1/templates/promotion', { body: before });
    expect(answer).toMatchObject({ status: 200, body: sameBut(before) });
  });

  it('with its approval, which stays', async () => {
    await using store = openStore();
    const template = await store.findTemplate('order_status');
    if (!template) throw new Error('there is no such template');
    const approval = { status: 'paused', rejectionReason: 'quality', checkedAt: new Date() } as const;
    const after = { ...template, approval, syncedAt: new Date() };
    await store.recordRefreshes([{ before: template, after }]);
    const { synced_at: synced, ...before } = await get('/v1/templates/order_status');
    expect(synced).toEqual(expect.any(String));
    expect(before).toMatchObject({ approval: { status: 'paused' } });
    const answer = await put('/v1/templates/order_status', { ...before, synced_at: synced });
    expect(Template.strict().parse(answer.body)).toEqual(sameBut(before));
  });
});

it.each([
  ['/v1/senders/store', { id: 'other' }, 'id: exclusive'],
  ['/v1/senders/store', { rate: 80 }, 'rate: invalid_type'],
  ['/v1/senders/store', { throttle: 80 }, 'throttle: unknown_field'],
  ['/v1/templates/promotion', { name: 'other' }, 'name: exclusive'],
  ['/v1/templates/promotion', { approval: 'approved' }, 'approval: invalid_type'],
  ['/v1/templates/promotion', { approved: true }, 'approved: unknown_field'],
])('a PUT of %s with %j is refused', async (path, change, issue) => {
  const answer = await put(path, { ...(await get(path)), ...change });
  expect(answer.status).toBe(422);
  const { errors } = answer.body as { errors: { field: string; reason: string }[] };
  expect(errors.map(({ field, reason }) => `${field}: ${reason}`)).toEqual([issue]);
});
