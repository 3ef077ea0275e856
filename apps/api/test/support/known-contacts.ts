import { parseEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { findTraces, openDatabase } from '@recado/testing';
import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Config } from '../../src/config.ts';
import { environment, startApi } from './running-api.ts';
import { postForm } from './signed-form.ts';

/** The path of a person, and what is under it. */
export const at = (phone: string, rest = '') => `/v1/contacts/${encodeURIComponent(phone)}${rest}`;

/** Starts an API with its queue and database, and people with much data. */
export const startWorld = async (redisUrl: string | undefined) => {
  await using starting = new AsyncDisposableStack();
  const api = starting.use(await startApi(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }));
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(api.databaseUrl));
  const store = starting.use(createStore({ databaseUrl, encryptionKeys, indexKey }));
  const database = starting.use(await openDatabase(databaseUrl));
  await api.call('PUT', '/v1/settings', { body: { marketing_window: { from: '00:00', to: '24:00' } } });
  await api.call('PUT', '/v1/senders/store', { body: { daily_limit: 1000 } });
  // No worker runs here that reads Twilio's inbound list, and marketing waits for that.
  for (const { id } of await store.findSenders())
    await store.finishInboundRead(id, { began: new Date(), againAfterMs: 3_600_000 });
  const world = starting.move();

  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await api.call('POST', path, { body, headers });
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body as { id: string };
  };

  /** Claims a message as soon as it is due: the API's clock may be some milliseconds ahead of this one. */
  const claimDue = async (id: string, leaseMs: number): Promise<Date> => {
    let now = new Date();
    const claim = async () => {
      now = new Date();
      return (await store.claim(id, { at: now, leaseMs })).kind;
    };
    await expect.poll(claim).toBe('claimed');
    return now;
  };

  /** Has a worker send a message, and Twilio refuse or take it. */
  const send = async (id: string, outcome: 'sent' | 'failed') => {
    const now = await claimDue(id, 60_000);
    const statusUpdate =
      outcome === 'sent'
        ? { status: 'sent' as const, twilioSid: `SM${randomUUID().replaceAll('-', '')}`, dueAt: now }
        : { status: 'failed' as const, errorCode: 21614, errorMessage: 'no mobile number' };
    await store.record({ messageId: id, attempt: 1, at: now, statusUpdate });
  };

  const inbound = (from: string, body: string) =>
    postForm(api.url, '/webhooks/twilio/inbound', {
      AccountSid: `AC${'0'.repeat(32)}`,
      MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
      From: `whatsapp:${from}`,
      To: 'whatsapp:+551150289876',
      Body: body,
      NumMedia: '0',
    });

  /** Creates data of every kind for one person. */
  const makeKnown = async (to: string, name: string) => {
    const order = { to, template: 'order_confirmation', variables: { order_id: `${name}-1042` } };
    const consent = {
      to,
      channel: 'whatsapp',
      granted: true,
      occurred_at: '2026-01-15T10:30:00-03:00',
      source: `${name} na loja`,
    };
    await post('/v1/consents', { ...consent, words: `Eu, ${name}, quero ofertas` });
    const named = { reference: `ref-${name}`, metadata: { customer: name } };
    const sent = await post('/v1/messages', { ...order, ...named }, { 'idempotency-key': `key-${to}` });
    await send(sent.id, 'sent');
    const failed = await post('/v1/messages', { ...order, sender: 'store-sms' });
    await send(failed.id, 'failed');
    const fallback = { channel: 'sms', body: `${name}, seu pedido chegou`, after: 600 };
    const later = new Date(Date.now() + 86_400_000).toISOString();
    const scheduled = await post('/v1/messages', { ...order, send_at: later, fallback });
    const waiting = await post('/v1/messages', { to, channel: 'sms', body: `${name}, tudo bem?` });
    const sending = await post('/v1/messages', order);
    await claimDue(sending.id, -1);
    const offer = { to, template: 'promotion', variables: { discount: `${name} 10%` }, category: 'marketing' };
    const promotion = await post('/v1/messages', offer);
    await send(promotion.id, 'sent');
    expect((await inbound(to, `Aqui é ${name}`)).status).toBe(200);
    const draft = await post('/v1/campaigns', { name: `Natal ${randomUUID()}`, template: 'promotion' });
    const file = `to,discount\n${to},${name} 20%\n`;
    const headers = { 'content-type': 'text/csv' };
    const upload = await api.call('POST', `/v1/campaigns/${draft.id}/recipients`, { body: file, headers });
    expect(upload.body).toMatchObject({ accepted: 1 });
    const other = await post('/v1/campaigns', { name: `Páscoa ${randomUUID()}`, template: 'promotion' });
    const listed = await api.call('POST', `/v1/campaigns/${other.id}/exclusions`, { body: `to\n${to}\n`, headers });
    expect(listed.body).toMatchObject({ accepted: 1 });
    return { sent, failed, scheduled, waiting, sending, draft };
  };

  /**
   * Lists the personal data of one person in the database: number, name, encrypted values, indexes, and the request's
   * hash.
   */
  const ownOf = async (to: string, name: string) => {
    const index = createHmac('sha256', indexKey).update(to).digest();
    const { rows: seals } = await database.query<{ seal: Buffer }>(
      `select unnest(array[to_sealed, content_sealed]) as seal from messages where to_index = $1
      union all select unnest(array[to_sealed, content_sealed]) from recipients where to_index = $1
      union all select unnest(array[from_sealed, content_sealed]) from inbound_messages where from_index = $1
      union all select unnest(array[salt, content_sealed]) from consent_entries where to_index = $1
      union all select unnest(array[fallbacks.to_sealed, fallbacks.content_sealed]) from fallbacks
        join messages on messages.id = message_id where to_index = $1
      union all select request_hash from idempotency_keys join messages on messages.id = message_id where to_index = $1`,
      [index],
    );
    expect(seals.length).toBeGreaterThan(15);
    return {
      number: to.slice(-8),
      name,
      index,
      ...Object.fromEntries(seals.map(({ seal }, place) => [`seal ${place}`, seal])),
    };
  };

  const traces = (needles: Record<string, string | Buffer>) =>
    findTraces({ databaseUrl: api.databaseUrl, redisUrl }, needles);

  return {
    api,
    store,
    database,
    post,
    makeKnown,
    ownOf,
    traces,
    [Symbol.asyncDispose]: () => world.disposeAsync(),
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;
