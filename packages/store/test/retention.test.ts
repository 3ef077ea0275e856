import type { Expiry, RetentionKind } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { excludePeople, openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { inboundMessage, later, message, noon, settlement, sidOf, submitted } from './support/samples.ts';

const day = 24 * 3_600_000;

let test: CampaignStore;
beforeEach(async () => {
  test = await openCampaignStore();
});
afterEach(() => test[Symbol.asyncDispose]());

/** Ten days after noon, of what is older than a day. */
const expiry = (kind: RetentionKind, change: Partial<Expiry> = {}): Expiry => ({
  kind,
  before: later(9 * day),
  at: later(10 * day),
  limit: 1_000,
  ...change,
});

const expireAll = async (kind: RetentionKind, change: Partial<Expiry> = {}): Promise<number[]> => {
  const seen: number[] = [];
  for (;;) {
    const count = await test.store.expireNext(expiry(kind, change));
    if (!count) return seen;
    seen.push(count);
  }
};

const deliver = async (id: string) => {
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  await test.store.settleMessage(settlement({ messageId: id, status: 'delivered' }));
};

const insert = async (change: Parameters<typeof message>[0] = {}) => {
  const made = message({ reference: 'order 1', metadata: { name: 'Ana' }, ...change });
  await test.store.insertMessage(made);
  return made.id;
};

const delivered = async (change: Parameters<typeof message>[0] = {}) => {
  const id = await insert(change);
  await deliver(id);
  return id;
};

const lengths = async (id: string) => {
  const [row] = await test.sql(
    `select octet_length(to_sealed) > 0 as number, octet_length(content_sealed) > 0 as content,
      metadata is not null as metadata, reference is not null as reference,
      (select count(*)::int from message_events where message_id = messages.id) as events
    from messages where id = $1`,
    [id],
  );
  return row;
};

const whole = { number: true, content: true, metadata: true, reference: true };

it('a text that is too old is gone, with its metadata, and all else stays', async () => {
  const id = await delivered();
  const { events } = (await lengths(id)) as { events: number };
  const before = await test.store.loadMessage(id);
  expect(await expireAll('content')).toEqual([1]);
  expect(await lengths(id)).toEqual({ ...whole, content: false, metadata: false, events });
  const { metadata: _gone, ...rest } = before?.message ?? {};
  expect((await test.store.loadMessage(id))?.message).toEqual(rest);
  expect(await expireAll('content')).toEqual([]);
});

it('a number past its retention is erased, and finds no one', async () => {
  const id = await delivered();
  const [{ index } = {}] = await test.sql('select to_index as index from messages where id = $1', [id]);
  await expireAll('content');
  await expireAll('numbers');
  expect(await lengths(id)).toMatchObject({ number: false, content: false, reference: false });
  expect(await test.sql('select from messages where to_index = $1', [index])).toEqual([]);
  expect((await test.store.loadMessage(id))?.message).not.toHaveProperty('to');
});

it('events that are too old are gone', async () => {
  const id = await delivered();
  await expireAll('events');
  expect(await lengths(id)).toEqual({ ...whole, events: 0 });
});

it('what is not old enough stays', async () => {
  const id = await delivered();
  expect(await expireAll('content', { before: noon })).toEqual([]);
  expect(await lengths(id)).toMatchObject(whole);
});

it('what waits or may still be sent is left, and goes once it has ended', async () => {
  const scheduled = await insert({ sendAt: later(20 * day) });
  const claimed = await insert();
  await test.claim(claimed, noon);
  expect(await expireAll('content')).toEqual([2]);
  expect(await lengths(scheduled)).toMatchObject(whole);
  expect(await lengths(claimed)).toMatchObject(whole);
  await test.sql(`update messages set status = 'canceled' where id = $1`, [scheduled]);
  await test.sql(`update messages set status = 'failed' where id = $1`, [claimed]);
  expect(await expireAll('content')).toEqual([]);
  const afterwards = { at: later(40 * day), before: later(39 * day) };
  expect(await expireAll('content', afterwards)).toEqual([2]);
  expect(await lengths(scheduled)).toMatchObject({ content: false });
  expect(await lengths(claimed)).toMatchObject({ content: false });
  expect(await test.sql('select from retention_left')).toEqual([]);
});

it('a message with a waiting fallback SMS is left as it is, and is erased together with the SMS', async () => {
  const smsId = uuidv7({ msecs: noon.getTime() });
  const content = { kind: 'body', body: 'Oi' } as const;
  const id = await insert({ fallback: { id: smsId, senderId: 'texts', content, after: 20 * 86_400 } });
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  await expireAll('content');
  expect(await lengths(id)).toMatchObject(whole);
  await test.sql(`update messages set status = 'undelivered' where id = $1`, [id]);
  await test.sql('update fallbacks set due_at = $1, is_unreachable = true', [noon]);
  expect((await test.store.fallBack(later(2 * day), 10)).jobs.map(({ messageId }) => messageId)).toEqual([smsId]);
  await test.sql(`update messages set status = 'delivered' where id = $1`, [smsId]);
  await expireAll('content', { at: later(11 * day) });
  expect(await lengths(id)).toMatchObject({ content: false });
  expect(await lengths(smsId)).toMatchObject({ content: false });
  expect(await test.sql('select from fallbacks')).toEqual([]);
});

it('an emptied message cannot be retried', async () => {
  const id = await delivered();
  await test.sql(`update messages set status = 'failed', delivered_at = null where id = $1`, [id]);
  await expireAll('content');
  const filter = { id, statuses: ['failed'] as const, limit: 1 };
  const retried = await test.store.saveRetries({ filter, at: later(10 * day), by: 'test', neverAfter: [] });
  expect(retried).toEqual({ kind: 'retried', jobs: [], refused: 0 });
});

it('all data of a campaign is deleted once it has ended for long enough, with any time of its import', async () => {
  const ended = await test.campaign();
  const ids = await test.audience(ended, [...test.people(3, { hasFallback: true }), ...test.people(2)]);
  const running = await test.campaign();
  const [other = ''] = await test.audience(running, test.people(1));
  for (const id of [ended, running]) await excludePeople(test, id, test.people(5));
  await test.feedNext(ended, 10);
  await test.feedNext(running, 10);
  for (const id of [...ids, other]) await deliver(id);
  const counted = await test.counted(ended);
  // The walk is by here before the campaign ends.
  expect(await expireAll('content')).toEqual([6]);
  expect(await lengths(ids[0] ?? '')).toMatchObject({ content: true });

  await test.sql(`update campaigns set status = 'completed', ended_at = $2 where id = $1`, [ended, later(day)]);
  await expireAll('content', { limit: 2 });
  await expireAll('numbers', { limit: 2 });
  for (const id of ids) expect(await lengths(id)).toMatchObject({ content: false, number: false });
  expect(await lengths(other)).toMatchObject({ content: true, number: true });
  const kept = await test.sql(
    `select id from recipients where octet_length(to_sealed) > 0 or octet_length(content_sealed) > 0
      or fallback_to_sealed is not null or fallback_content_sealed is not null`,
  );
  expect(kept).toEqual([{ id: other }]);
  const listed = await test.sql('select campaign_id, count(*)::int as people from exclusions group by campaign_id');
  expect(listed).toEqual([{ campaign_id: running, people: 5 }]);
  expect(await test.counted(ended)).toEqual(counted);
  const ledger = await test.store.findRecipientReportPage(ended, undefined, 10);
  expect(ledger.map(({ to, status }) => ({ to, status }))).toEqual(
    ids.map(() => ({ to: undefined, status: 'delivered' })),
  );
  expect(await test.store.findAudienceMember(ended, 'first')).toBeUndefined();
});

it('who got no marketing for as long as caps look back is forgotten, once a day', async () => {
  const paced = (n: number, days: number) =>
    test.sql(`insert into marketing_paces values (sha256($1), array[$2::timestamptz, $3::timestamptz], 'store')`, [
      Buffer.from(String(n)),
      later(-days * day),
      later(-(days + 1) * day),
    ]);
  for (let n = 0; n < 10; n += 1) await paced(n, n < 7 ? 21 : 19);
  expect(await expireAll('numbers', { limit: 4 })).toEqual([4, 4, 2]);
  expect(await test.sql('select count(*)::int as people from marketing_paces')).toEqual([{ people: 3 }]);
  await paced(10, 40);
  expect(await expireAll('numbers', { limit: 4 })).toEqual([]);
  expect(await expireAll('numbers', { limit: 5, at: later(11 * day) })).toEqual([4]);
  expect(await test.sql('select count(*)::int as people from marketing_paces')).toEqual([{ people: 3 }]);
});

it('what people wrote is deleted by its age', async () => {
  const write = (at: Date) =>
    test.store.insertInbound(
      inboundMessage('+5511987654321', {
        id: uuidv7({ msecs: at.getTime() }),
        receivedAt: at,
        answersSince: later(-1),
      }),
    );
  await write(noon);
  await write(later(9.5 * day));
  expect(await expireAll('inbound')).toEqual([1]);
  expect(await test.sql('select received_at from inbound_messages')).toEqual([{ received_at: later(9.5 * day) }]);
});

it('the audit log loses its oldest entries and no others', async () => {
  const entry = { actor: { name: 'key' }, action: 'settings.changed' };
  for (const ms of [0, 1, 9.5 * day]) await test.store.writeAuditEntry({ ...entry, at: later(ms) });
  expect(await expireAll('audit', { limit: 1 })).toEqual([1, 1]);
  expect((await test.store.loadAuditEntries({ limit: 9 })).map(({ at }) => at)).toEqual([later(9.5 * day)]);
  await expect(test.sql('delete from audit_log')).rejects.toThrow(/append-only/);
});

it('of several workers one is at a kind', async () => {
  await delivered();
  const holder = test.another();
  const all = await Promise.all([holder, test.store].map((store) => store.expireNext(expiry('content'))));
  expect(all.reduce((sum, count) => sum + count, 0)).toBe(1);
});

it('Twilio must delete what is deleted here, under every SID that it had, if the setting says so', async () => {
  const kept = await delivered();
  await expireAll('content');
  expect(await test.store.takeTwilioErasures(later(10 * day), later(11 * day), 10)).toEqual([]);

  await test.store.changeSettings({ twilioCopy: 'redact' }, noon);
  const id = await delivered({ id: uuidv7({ msecs: noon.getTime() + 60_000 }) });
  await test.sql(`update messages set twilio_sid = 'SManew' where id = $1`, [id]);
  await test.sql(
    `insert into message_events (message_id, id, at, type, twilio_sid) values ($1, gen_random_uuid(), now(), 'retried', $2)`,
    [id, sidOf(id)],
  );
  await expireAll('content');
  const taken = await test.store.takeTwilioErasures(later(10 * day), later(11 * day), 10);
  expect(taken.toSorted((a, b) => a.twilioSid.length - b.twilioSid.length)).toEqual([
    { twilioSid: 'SManew', way: 'redact', attempts: 1 },
    { twilioSid: sidOf(id), way: 'redact', attempts: 1 },
  ]);
  expect(sidOf(kept)).not.toBe(sidOf(id));
  expect(await test.store.takeTwilioErasures(later(10 * day), later(11 * day), 10)).toEqual([]);

  await test.store.endTwilioErasure('SManew');
  await test.store.putOffTwilioErasure(sidOf(id), later(12 * day));
  expect(await test.store.takeTwilioErasures(later(11.5 * day), later(13 * day), 10)).toEqual([]);
  expect(await test.store.takeTwilioErasures(later(12 * day), later(13 * day), 10)).toEqual([
    { twilioSid: sidOf(id), way: 'redact', attempts: 2 },
  ]);
});
