import { randomUUID } from 'node:crypto';
import {
  BulkRetry,
  BulkRetryList,
  FailureList,
  Message,
  NoticeList,
  Operations,
  RefusedCallbackList,
} from '@recado/contract';
import { runBulkRetry } from '@recado/messaging';
import { optOuts } from '@recado/twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepHeartbeat, makeCallbackWatch } from '../src/callback-watch.ts';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation } from './support/running-api.ts';
import { postForm } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const clock = () => new Date();
const get = async (path: string) => (await api.call('GET', `/v1/${path}`)).body;

let people = 0;

const failed = async (code: number, reference: string): Promise<string> => {
  const to = `+55119876${(people += 1) + 54_000}`;
  const { body } = await api.call('POST', '/v1/messages', { body: { ...confirmation, to, reference } });
  const { id } = Message.parse(body);
  await fail(id, code);
  return id;
};

const fail = (id: string, code: number) =>
  postForm(api.url, `/webhooks/twilio/status/${id}`, {
    MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
    MessageStatus: 'failed',
    ErrorCode: String(code),
  });

const statusOf = async (id: string) => Message.parse(await get(`messages/${id}`)).status;

/** A worker's task, until it finds nothing to do. */
const runAll = async () => {
  const deps = { ...api.store, clock, optOuts, enqueue: () => Promise.resolve() };
  while (await runBulkRetry(deps));
};

const start = async (filter: object, key?: string) =>
  api.call('POST', '/v1/bulk_retries', { body: { filter }, ...(key !== undefined && { key }) });

describe('a retry of many messages', () => {
  it('goes on without its caller, tries each message once, and leaves people who opted out alone', async () => {
    const reference = 'many';
    const again = [await failed(30_008, reference), await failed(30_003, reference)];
    const optedOut = await failed(21_610, reference);
    const answer = await start({ reference });
    expect(answer.status, answer.text).toBe(202);
    const { id, ...made } = BulkRetry.strict().parse(answer.body);
    expect(made).toMatchObject({ filter: { reference }, matched: 3, retried: 0, refused: 0 });
    await runAll();
    expect(BulkRetry.parse(await get(`bulk_retries/${id}`))).toMatchObject({
      retried: 2,
      refused: 1,
      done_at: expect.any(String),
    });
    for (const message of again) expect(await statusOf(message)).toBe('accepted');
    expect(await statusOf(optedOut)).toBe('failed');
    await fail(again[0] ?? '', 30_008);
    await runAll();
    expect(BulkRetryList.parse(await get('bulk_retries')).data[0]).toMatchObject({ id, retried: 2 });
  });

  it('stops when it is canceled, and stays as it is', async () => {
    const message = await failed(30_008, 'stopped');
    const { id } = BulkRetry.parse((await start({ reference: 'stopped' })).body);
    const canceled = await api.call('POST', `/v1/bulk_retries/${id}/cancel`);
    expect(canceled.body).toMatchObject({ canceled_at: expect.any(String) });
    expect((await api.call('POST', `/v1/bulk_retries/${id}/cancel`)).body).toEqual(canceled.body);
    await runAll();
    expect(await statusOf(message)).toBe('failed');
  });

  it.each([
    [{}, 422],
    [{ error_code: 0 }, 422],
    [{ limit: 5, error_code: 1 }, 422],
    [{ campaign_id: randomUUID() }, 403],
  ])('of %j is refused with %i', async (filter, status) => {
    const { key } = await api.makeKey(['messages:write']);
    expect((await start(filter, key)).status).toBe(status);
  });

  it('that does not exist is not found', async () => {
    for (const path of [randomUUID(), 'x'])
      expect((await api.call('GET', `/v1/bulk_retries/${path}`)).status).toBe(404);
    expect((await api.call('POST', `/v1/bulk_retries/${randomUUID()}/cancel`)).status).toBe(404);
  });
});

describe('operations', () => {
  it('show queues, and the processes that said lately that they run', async () => {
    const before = Operations.strict().parse(await get('operations'));
    expect(before).toMatchObject({ processes: [], queue: { ok: true }, unsettled: { sending_over_grace: 0 } });
    expect(before.queues?.map(({ sender }) => sender)).toContain('store');
    const stop = new AbortController();
    const callbacks = makeCallbackWatch({ clock });
    callbacks.noteGood();
    callbacks.noteRefused('status');
    callbacks.noteRefused('status');
    const log = { warn: () => undefined } as never;
    const beating = keepHeartbeat({ ...api.store, clock, callbacks, log }, stop.signal);
    const later = async () => Operations.parse(await get('operations'));
    await expect.poll(later).toMatchObject({
      processes: [{ kind: 'api' }],
      callbacks: { last_at: expect.any(String), refused_last_hour: 2 },
    });
    stop.abort();
    await beating;
    const { data } = RefusedCallbackList.strict().parse(await get('callbacks/refused'));
    expect(data).toMatchObject([{ route: 'status', reason: 'invalid_signature', count: 2 }]);
  });

  it('count the failures of each code, with what helps', async () => {
    await failed(30_008, 'counted');
    const { data } = FailureList.strict().parse(await get('failures?hours=1'));
    const codes = data.map(({ code }) => code);
    expect(codes).toContain(30_008);
    expect(data.map(({ messages }) => messages)).toEqual(
      data.map(({ messages }) => messages).toSorted((a, b) => b - a),
    );
    expect(data.find(({ code }) => code === 30_008)).toMatchObject({ class: expect.any(String), remedy: 'wait' });
    for (const { messages, trend } of data) expect(trend.reduce((sum, part) => sum + part, 0)).toBe(messages);
    const { text } = await api.call('GET', '/v1/failures.csv?hours=1');
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'error_code,meaning,class,remedy,messages,campaigns,first_at,last_at',
      expect.stringContaining(`${data[0]?.code},`),
    ]);
    expect((await api.call('GET', '/v1/failures?hours=0')).status).toBe(422);
  });

  it('say what needs somebody, until it does not', async () => {
    const types = async () =>
      NoticeList.strict()
        .parse(await get('notices'))
        .data.map(({ type }) => type);
    const first = await types();
    expect(first[0]).toBe('no_worker');
    expect(first).toEqual(expect.arrayContaining(['callbacks_refused', 'prices_are_example', 'retention_not_set']));
    const seeWorker = (seenAt: Date) =>
      api.store.writeHeartbeat({ id: randomUUID(), kind: 'worker', host: 'a', startedAt: seenAt, seenAt });
    const goneAt = new Date(clock().getTime() - 60_000);
    await seeWorker(goneAt);
    const worst = async () => NoticeList.strict().parse(await get('notices')).data[0];
    await expect.poll(worst).toMatchObject({ type: 'no_worker', since: goneAt.toISOString() });
    await seeWorker(clock());
    await api.call('PUT', '/v1/senders/store', { body: { paused: true } });
    const sums = [{ channel: 'sms', currency: 'USD', counted: '1', billed: '2' }] as const;
    await api.store.saveUsageCheck({ day: '2026-11-22', checkedAt: clock(), sums: [...sums], drifted: [...sums] });
    await expect.poll(types).toEqual(expect.arrayContaining(['sender_paused', 'usage_drift']));
    expect(await types()).not.toContain('budget_used');
    expect(await types()).not.toContain('no_worker');
    await api.call('PUT', '/v1/senders/store', { body: { paused: false } });
    await expect.poll(types).not.toContain('sender_paused');
  });
});
