import { copyAudiences, createFollowUp } from '@recado/messaging';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCsv, putDraft, draft } from './support/audience.ts';
import { openCampaignStore, type CampaignStore, type Person } from './support/campaign-store.ts';
import { later, noon } from './support/samples.ts';
import { storedIndexOf } from './support/test-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const audit = { at: noon, actor: { name: 'ops' }, action: 'contact.erased', object: 'contacts/masked' };

const newPerson = (): Person => {
  const [person] = test.people(1, { variables: { order_id: '7' } });
  if (!person) throw new Error('One person was asked for');
  return person;
};

/** Erases from another process. `isOver` tells when it is done. */
const erase = (to: string) => {
  const erasing = { isOver: false, done: Promise.resolve<unknown>(undefined) };
  const end = () => {
    erasing.isOver = true;
  };
  erasing.done = test.another().deleteContact({ to, at: noon, audit }).then(end, end);
  return erasing;
};

/** A statement of another connection, by a part of its text. */
const isSeen = async (part: string, state = '') => {
  const rows = await test.sql(
    `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and query like '%' || $1 || '%' ${state}`,
    [part],
  );
  return rows.length > 0;
};
const waitsForLock = (part: string) => isSeen(part, `and wait_event_type = 'Lock'`);

const until = (isSo: () => Promise<boolean>) => expect.poll(isSo, { interval: 20 }).toBe(true);

const tables = async ({ to }: Person) => {
  const found = [];
  for (const table of ['recipients', 'exclusions'])
    if ((await test.sql(`select from ${table} where to_index = $1`, [storedIndexOf(to)])).length) found.push(table);
  return found;
};

/** Holds rows until it is released. */
const hold = async (statement: string, values: unknown[]) => {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await client.query('begin');
  await client.query(statement, values);
  return async () => {
    await client.query('rollback');
    await client.end();
  };
};

describe('an erasure leaves nothing of a person', () => {
  it.each(['recipients', 'exclusions'])('in a file of %s that is being imported', async (list) => {
    const person = newPerson();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const id = uuidv7();
    await putDraft(test, { ...draft, id });
    const wait = () => {
      begun.resolve();
      return gate.promise;
    };
    const pieces = async function* () {
      yield `phone,nome\n${person.to},Ana\n`;
      await wait();
    };
    const importing =
      list === 'recipients'
        ? importCsv(test.store, pieces(), { id })
        : test.store.importExclusions({ id: uuidv7(), at: noon, by: 'ops', campaignId: id }, async ({ add }) => {
            await add([person.to], []);
            await wait();
            return { rejected: 0, cleaned: 0, completed: 0, byReason: {}, ignoredColumns: [] };
          });
    await begun.promise;
    const erasing = erase(person.to);
    await until(async () => erasing.isOver || (await isSeen('virtualtransaction')));
    gate.resolve();
    expect(await importing).toMatchObject({ accepted: 1 });
    await erasing.done;
    expect(await tables(person)).toEqual([]);
  });

  /** An ended campaign whose message to the person failed, and a draft that follows it up. */
  const followed = async (person: Person) => {
    const source = await test.campaign();
    const [messageId] = await test.audience(source, [person]);
    await test.feedNext(source, 1);
    await test.sql(`update messages set status = 'failed' where id = $1`, [messageId]);
    await test.sql(`update campaigns set status = 'completed', ended_at = now() where id = $1`, [source]);
    const deps = { ...test.store, clock: () => later(1_000) };
    const audience = { from_campaign: source, where: ['failed' as const] };
    const request = { name: 'Again', template: 'order_confirmation', category: 'marketing' as const, audience };
    const { campaign } = await createFollowUp(deps, request, { by: 'test' });
    return { draftId: campaign.id, copy: () => copyAudiences(deps, new AbortController().signal) };
  };

  it('in a page that a follow-up copies at that moment', async () => {
    const person = newPerson();
    const { draftId, copy } = await followed(person);
    const release = await hold('select from campaigns where id = $1 for no key update', [draftId]);
    const copying = copy();
    await until(() => waitsForLock('update "campaigns"'));
    const erasing = erase(person.to);
    await until(async () => erasing.isOver || (await isSeen('virtualtransaction')));
    await release();
    await Promise.all([copying, erasing.done]);
    expect((await test.store.loadCampaign(draftId))?.recipients).toBe(1);
    expect(await tables(person)).toEqual([]);
  });

  it('in a page that a follow-up copies while the erasure waits for another row', async () => {
    const person = newPerson();
    const first = await test.campaign({ status: 'draft' });
    await test.audience(first, [person]);
    const { copy } = await followed(person);
    const release = await hold('select from recipients where campaign_id = $1 for update', [first]);
    const erasing = erase(person.to);
    await until(() => waitsForLock('fallback_segments = null'));
    let isCopied = false;
    const end = () => {
      isCopied = true;
    };
    const copying = copy().then(end);
    await until(async () => isCopied || (await waitsForLock('for share of recipients')));
    await release();
    await Promise.all([copying, erasing.done]);
    expect(await tables(person)).toEqual([]);
  });
});
