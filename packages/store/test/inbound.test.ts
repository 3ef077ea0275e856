import type { NewInbound } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { inboundMessage, later, message, noon, settlement, sidOf, submitted } from './support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;

const newPerson = () => test.people(1)[0]?.to ?? '';

const written = (from: string, change: Partial<NewInbound> = {}): NewInbound =>
  inboundMessage(from, {
    receivedAt: later(hour),
    content: { body: 'Oi, aqui é a Maria' },
    answersSince: later(-71 * hour),
    ...change,
  });

const receive = async (from: string, change: Partial<NewInbound> = {}) => {
  await test.store.insertInbound(written(from, change));
  return (await test.store.loadInbound({ from, limit: 10 }))[0];
};

/** A message that left. */
const sent = async (to: string, change: Parameters<typeof message>[0] = {}) => {
  const made = message({ to, ...change });
  await test.store.insertMessage(made);
  await test.claim(made.id, noon);
  await test.store.record(submitted(made.id));
  return made.id;
};

/** A campaign's message that left. */
const campaigned = async (to: string) => {
  const campaignId = await test.campaign();
  const [id = ''] = await test.audience(campaignId, [{ to }]);
  await test.feedNext(campaignId, 1);
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  return { id, campaignId };
};

describe('what a person sent', () => {
  it('shows no number or text in the database', async () => {
    const to = newPerson();
    await receive(to);
    const [row] = await test.sql(`select string_agg(inbound_messages::text, '') as text from inbound_messages`);
    const text = String(row?.text);
    for (const secret of [to.slice(3), 'Maria']) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('answers the last message of a campaign that reached the person', async () => {
    const to = newPerson();
    await campaigned(to);
    const last = await campaigned(to);
    await test.sql(`update messages set sent_at = sent_at + interval '1 second' where id = $1`, [last.id]);
    expect(await receive(to)).toMatchObject({ replyTo: last.id, campaignId: last.campaignId });
  });

  it('answers none that left too long ago, and none of another person', async () => {
    const [to, other] = [newPerson(), newPerson()];
    await campaigned(to);
    expect(await receive(to, { answersSince: later(hour) })).not.toHaveProperty('campaignId');
    expect(await receive(other)).not.toHaveProperty('replyTo');
  });

  it('answers the message that it names, if that went to this person', async () => {
    const [to, other] = [newPerson(), newPerson()];
    const { campaignId } = await campaigned(to);
    const named = await sent(to);
    const answer = await receive(to, { repliedTo: sidOf(named) });
    expect(answer).toMatchObject({ replyTo: named });
    expect(answer).not.toHaveProperty('campaignId');
    expect(await receive(other, { repliedTo: sidOf(named) })).not.toHaveProperty('replyTo');
    expect((await test.store.loadInbound({ campaign_id: campaignId, limit: 10 })).length).toBe(0);
  });
});

describe('an opt-out that Twilio reports', () => {
  const excluded = { kind: 'excluded', reason: 'opted_out' };
  const again = (to: string) => test.store.insertMessage(message({ to }));
  /** The audit entries of messages; none names the person. */
  const auditedOf = async (ids: string[]) => {
    const entries = await test.store.loadAuditEntries({ actor: 'system', action: 'contact.opted_out', limit: 200 });
    return entries.filter(({ object }) => ids.some((id) => object === `messages/${id}`)).map(({ detail }) => detail);
  };
  const entries = (source: string) => ({ channels: ['whatsapp'], purpose: 'all', source });

  it('in a report keeps all else of that channel back, but not of the other', async () => {
    const to = newPerson();
    const messageId = await sent(to);
    await test.store.settleMessage(settlement({ messageId, status: 'undelivered', errorCode: 63_014, optsOut: true }));
    expect(await again(to)).toEqual(excluded);
    expect(await test.store.insertMessage(message({ to, channel: 'sms', senderId: 'texts' }))).toEqual({
      kind: 'created',
    });
    expect(await test.store.saveOptOuts({ to, channels: ['whatsapp'], purpose: 'all' }, 'api', noon)).toEqual([
      { channel: 'whatsapp', purpose: 'all', source: 'twilio 63014', at: later(5_000) },
    ]);
    expect(await auditedOf([messageId])).toEqual([entries('twilio 63014')]);
  });

  it('with its refusal does the same', async () => {
    const to = newPerson();
    const made = message({ to });
    await test.store.insertMessage(made);
    await test.claim(made.id, noon);
    await test.store.record({
      messageId: made.id,
      attempt: 1,
      at: later(100),
      outcome: { kind: 'rejected', code: 21_610, message: 'unsubscribed', optsOut: true },
      statusUpdate: { status: 'failed', errorCode: 21_610, errorMessage: 'unsubscribed', optsOut: true },
    });
    expect(await again(to)).toEqual(excluded);
    expect(await auditedOf([made.id])).toEqual([entries('twilio 21610')]);
  });

  it('in a late report of a message that is already delivered changes nothing', async () => {
    const to = newPerson();
    const messageId = await sent(to);
    await test.store.settleMessage(settlement({ messageId, status: 'read' }));
    await test.store.settleMessage(settlement({ messageId, status: 'failed', errorCode: 63_014, optsOut: true }));
    expect(await again(to)).toEqual({ kind: 'created' });
    expect(await auditedOf([messageId])).toEqual([]);
  });

  it('of many at once is kept of each', async () => {
    const people = Array.from({ length: 20 }, newPerson);
    const ids = await Promise.all(people.map((to) => sent(to)));
    await Promise.all(
      [...ids, ...ids.toReversed()].map((messageId) =>
        test.store.settleMessage(settlement({ messageId, status: 'failed', errorCode: 21_610, optsOut: true })),
      ),
    );
    expect(await Promise.all(people.map(again))).toEqual(people.map(() => excluded));
    expect(await auditedOf(ids)).toEqual(ids.map(() => entries('twilio 21610')));
  });
});
