import type { NewConsent } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon } from '../support/samples.ts';
import { indexOfPerson, openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const launched = { launched_at: noon, launched_by: 'marketing' };
const fedAt = later(60_000);

/** Feeds the requested number of people and writes their consent, as a worker does in one transaction. */
const feed = (campaignId: string, units: number, senderId = 'store', store = test.store) =>
  store.feeding(senderId, async (feeding) => {
    const request = { campaignId, zoneSet: 1, units, at: fedAt, windowUntil: null };
    const ids = (await feeding.feedNext(request)).jobs.map(({ messageId }) => messageId);
    await feeding.recordConsent(ids, fedAt);
    return ids;
  });

const record = (ids: string[] = []) =>
  test.feeding(async (feeding) => {
    await feeding.recordConsent(ids, later(90_000));
    return true;
  });

const campaignTo = async (people: Person[], columns: object = {}) => {
  const campaign = await test.campaign({ ...launched, ...columns });
  await test.audience(campaign, people);
  return campaign;
};

const prove = ({ to }: Person) => test.store.loadConsentProof(to);

const said = ({ to }: Person, change: Partial<NewConsent> = {}): NewConsent => ({
  to,
  channel: 'whatsapp',
  granted: true,
  occurredAt: noon,
  recordedAt: later(99_000),
  source: 'checkout',
  words: 'Quero receber ofertas',
  by: 'shop',
  ...change,
});

const mayReach = async ({ to }: Person) =>
  (await test.store.insertMessage(message({ to, category: 'marketing' }))).kind === 'created';

const countOf = async (table: 'consent_chain' | 'consent_entries') => {
  const [row] = await test.sql(`select count(*)::int as n from ${table}`);
  return Number(row?.n);
};

const onePerson = (): Person => {
  const [person] = test.people(1);
  if (!person) throw new Error('one was asked for');
  return person;
};

/** Acts like an intruder with all rights on the database. */
const behindItsBack = async (statement: string, values: unknown[]) => {
  await test.sql('set session_replication_role = replica');
  await test.sql(statement, values);
  await test.sql('set session_replication_role = origin');
};

describe('the basis of a campaign', () => {
  it('is in the ledger of each one who is fed, and proved', async () => {
    const people = test.people(3);
    const campaign = await campaignTo(people);
    await feed(campaign, 2);
    const proofs = await Promise.all(people.map(prove));
    expect(proofs.map(({ intact, consents }) => [intact, consents.length])).toEqual([
      [true, 1],
      [true, 1],
      [true, 0],
    ]);
    expect(proofs[0]?.consents).toEqual([
      {
        intact: true,
        sequence: expect.any(Number),
        hash: expect.any(Buffer),
        to: people[0]?.to,
        channel: 'whatsapp',
        granted: true,
        occurredAt: noon,
        recordedAt: fedAt,
        source: 'form',
        words: 'page 7',
        by: 'marketing',
        campaignId: campaign,
      },
    ]);
  });

  it('has the time of its entry in the summary of the contact', async () => {
    const person = onePerson();
    await feed(await campaignTo([person]), 1);
    expect((await test.store.findContact(person.to))?.consents).toMatchObject([{ granted: true, at: noon }]);
  });

  it('is one link of the chain for all who are fed at once', async () => {
    const campaign = await campaignTo(test.people(100));
    const before = [await countOf('consent_chain'), await countOf('consent_entries')] as const;
    await feed(campaign, 500);
    expect(await countOf('consent_chain')).toBe(before[0] + 1);
    expect(await countOf('consent_entries')).toBe(before[1] + 100);
  });

  it('is written down once, though its messages are parked and fed again', async () => {
    const person = onePerson();
    const ids = await feed(await campaignTo([person]), 1);
    const links = await countOf('consent_chain');
    await record(ids);
    expect((await prove(person)).consents).toHaveLength(1);
    expect(await countOf('consent_chain')).toBe(links);
  });

  it('is written down for each campaign', async () => {
    const person = onePerson();
    const campaigns = [await campaignTo([person]), await campaignTo([person], { consent_source: 'shop' })];
    for (const campaign of campaigns) await feed(campaign, 1);
    const { intact, consents } = await prove(person);
    expect(intact).toBe(true);
    expect(consents.map(({ campaignId, source }) => [campaignId, source])).toEqual([
      [campaigns[0], 'form'],
      [campaigns[1], 'shop'],
    ]);
  });

  it.each([
    ['is no marketing', { category: 'utility' }],
    ['has none', { consent_source: null, consent_evidence: null }],
  ])('is not written down for a campaign that %s', async (_what, columns) => {
    const person = onePerson();
    const own = await test.store.insertConsent(said(person));
    expect(await feed(await campaignTo([person], columns), 1)).toHaveLength(1);
    expect((await prove(person)).consents).toEqual([{ ...own, intact: true }]);
  });

  it('lets marketing through that comes without one', async () => {
    const person = onePerson();
    expect(await mayReach(person)).toBe(false);
    await feed(await campaignTo([person]), 1);
    expect(await mayReach(person)).toBe(true);
  });
});

describe('a refusal', () => {
  it('keeps the person out of the audience, and the basis out of the ledger', async () => {
    const person = onePerson();
    await test.store.insertConsent(said(person, { granted: false }));
    const campaign = await campaignTo([person]);
    expect(await feed(campaign, 1)).toEqual([]);
    expect(await test.statusCounts(campaign)).toEqual({ 'suppressed no_consent': 1 });
    expect((await prove(person)).consents).toMatchObject([{ granted: false }]);
  });

  it('that comes between is not overruled', async () => {
    const person = onePerson();
    const campaign = await campaignTo([person]);
    const { jobs } = await test.feedNext(campaign, 1);
    await test.store.insertConsent(said(person, { granted: false }));
    await record(jobs.map(({ messageId }) => messageId));
    expect((await prove(person)).consents).toMatchObject([{ granted: false }]);
    expect(await mayReach(person)).toBe(false);
  });

  it('wins over the basis, though it was given earlier and recorded later', async () => {
    const person = onePerson();
    await feed(await campaignTo([person]), 1);
    await test.store.insertConsent(said(person, { granted: false, occurredAt: later(-86_400_000) }));
    expect(await mayReach(person)).toBe(false);
    expect((await prove(person)).consents.map(({ granted }) => granted)).toEqual([true, false]);
  });
});

describe('the chain', () => {
  it('stays intact while two senders feed and people speak for themselves', async () => {
    const people = test.people(640);
    const campaign = await campaignTo(people, { sender_ids: ['store', 'second'] });
    const other = test.another();
    const drain = async (senderId: string, store: typeof other) => {
      for (let fed = 1; fed > 0;) fed = (await feed(campaign, 40, senderId, store))?.length ?? 0;
    };
    const links = await countOf('consent_chain');
    const speaking = people.slice(0, 60);
    await Promise.all([
      drain('store', test.store),
      drain('second', other),
      ...speaking.map((person) => other.insertConsent(said(person))),
    ]);
    const entries = await test.sql(
      'select count(*)::int as n, count(distinct to_index)::int as people from consent_entries where campaign_id = $1',
      [campaign],
    );
    expect(entries).toEqual([{ n: 640, people: 640 }]);
    expect(await countOf('consent_chain')).toBe(links + 60 + 16);
    const proofs = await Promise.all([people[0], people[59], people[639]].flatMap((one) => (one ? [prove(one)] : [])));
    expect(proofs.map(({ intact, consents }) => [intact, consents.length])).toEqual([
      [true, 2],
      [true, 2],
      [true, 1],
    ]);
  });

  it('proves the others when what one of them said is erased', async () => {
    const [one, other] = test.people(2) as [Person, Person];
    await feed(await campaignTo([one, other]), 2);
    await test.sql('delete from consent_entries where to_index = $1', [indexOfPerson(one.to)]);
    expect(await prove(one)).toEqual({ intact: true, consents: [] });
    expect(await prove(other)).toMatchObject({ intact: true, consents: [{ source: 'form' }] });
  });

  it('shows when an entry was given to another campaign, or to another person', async () => {
    const [one, other] = test.people(2) as [Person, Person];
    const campaign = await campaignTo([one, other]);
    await feed(campaign, 2);
    const move = (from: string, to: string) =>
      test.sql('update consent_entries set campaign_id = $2 where campaign_id = $1', [from, to]);
    const elsewhere = await test.campaign();
    await move(campaign, elsewhere);
    expect((await prove(one)).intact).toBe(false);
    await move(elsewhere, campaign);
    expect((await prove(one)).intact).toBe(true);
    const stranger = onePerson();
    await test.sql('update consent_entries set to_index = $2 where to_index = $1', [
      indexOfPerson(one.to),
      indexOfPerson(stranger.to),
    ]);
    expect(await prove(other)).toMatchObject({ intact: true });
    expect((await prove(stranger)).intact).toBe(false);
  });

  it('shows when a link was made to hold another entry', async () => {
    const people = test.people(2) as [Person, Person];
    await feed(await campaignTo(people), 2);
    const [row] = await test.sql('select max(sequence) as sequence from consent_chain');
    await test.sql('alter table consent_chain drop constraint consent_chain_check');
    await behindItsBack(
      `update consent_chain set commitments = substr(commitments, 1, 32) || sha256('') where sequence = $1`,
      [row?.sequence],
    );
    expect((await prove(people[0])).intact).toBe(false);
  });
});
