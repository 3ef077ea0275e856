import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.savePrices('USD', [], noon);
});
afterAll(() => test[Symbol.asyncDispose]());

/** Makes a message that waits, and changes it as `before` says. Returns its id. */
const waiting = async (before?: string): Promise<string> => {
  const made = message();
  await test.store.insertMessage(made);
  if (before) await change(made.id, before);
  return made.id;
};

const change = (id: string, what: string) => test.sql(`update messages set ${what} where id = $1`, [id]);

/** Returns how many changes a statement counted, of how many it told, and how many SIDs it named. */
const noted = async (run: () => Promise<unknown>) => {
  await test.sql('delete from campaign_deltas');
  await test.sql('delete from outbox');
  await test.sql('delete from twilio_sids');
  await run();
  const [row] = await test.sql(`select
    (select count(*) from campaign_deltas)::int as counted,
    (select coalesce(sum(events), 0) from outbox)::int as told,
    (select count(*) from twilio_sids)::int as named`);
  return row;
};

const claimed = `status = 'sending', attempts = attempts + 1, claimed_at = now()`;
const campaign = `campaign_id = '${randomUUID()}'`;

describe('of a message that waits', () => {
  it.each<[string, string, string | undefined, { counted: number; told: number; named: number }]>([
    ['a claim', claimed, undefined, { counted: 0, told: 0, named: 0 }],
    ['the end of a claim without a request', `status = 'accepted'`, claimed, { counted: 0, told: 0, named: 0 }],
    ['another time', `due_at = now() + interval '1 hour'`, undefined, { counted: 0, told: 0, named: 0 }],
    ['a claim in a campaign', claimed, campaign, { counted: 1, told: 0, named: 0 }],
    ['another expected cost', 'cost = 0.25', undefined, { counted: 1, told: 0, named: 0 }],
    ['a price', `price = -0.25, price_currency = 'USD'`, `price_currency = 'USD'`, { counted: 1, told: 0, named: 0 }],
    ['its SID', `${claimed}, twilio_sid = 'SM1'`, undefined, { counted: 0, told: 0, named: 1 }],
    ['sending', `status = 'sent', sent_at = now(), twilio_sid = 'SM2'`, claimed, { counted: 1, told: 1, named: 1 }],
    ['the time of a sending that was forgotten', 'sent_at = now()', claimed, { counted: 1, told: 0, named: 0 }],
    ['its end', `status = 'canceled'`, undefined, { counted: 1, told: 1, named: 0 }],
    ['a retry', `status = 'accepted'`, `status = 'failed'`, { counted: 1, told: 1, named: 0 }],
  ])('%s is counted and told as it should be', async (_, what, before, expected) => {
    const id = await waiting(before);
    expect(await noted(() => change(id, what))).toEqual(expected);
  });

  it('a change is counted among others that are not', async () => {
    const [ended, ...claims] = await Promise.all([waiting(), waiting(), waiting()]);
    const both = () =>
      test.sql(
        `update messages set status = case id when $1 then 'canceled' else 'sending' end::message_status
        where id = any ($2)`,
        [ended, [ended, ...claims]],
      );
    expect(await noted(both)).toEqual({ counted: 1, told: 1, named: 0 });
  });

  it('a claim by the store is neither counted nor told', async () => {
    const id = await waiting();
    expect(await noted(() => test.claim(id, noon))).toEqual({ counted: 0, told: 0, named: 0 });
  });
});
