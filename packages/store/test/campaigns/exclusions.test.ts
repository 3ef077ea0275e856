import type { ExclusionSink, ExclusionSum } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { excludePeople, openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';
import { inboundMessage, noon } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const noRows = { rejected: 0, cleaned: 0, completed: 0, byReason: {}, ignoredColumns: [] };
const audit = { at: noon, actor: { name: 'ops' }, action: 'test', object: 'test' };

const numbersOf = (people: Person[]) => people.map(({ to }) => to);

type Fill = (sink: ExclusionSink) => Promise<unknown>;

const fillFrom = (campaignId: string, fill: Fill): Promise<ExclusionSum | 'busy' | 'changed'> =>
  test.store.importExclusions({ id: uuidv7(), at: noon, by: 'ops', campaignId }, async (sink) => {
    await fill(sink);
    return noRows;
  });

const exclude = (campaignId: string, people: Person[]) =>
  fillFrom(campaignId, (sink) => sink.add(numbersOf(people), []));

const draft = () => test.campaign({ status: 'draft' });
const run = (id: string) =>
  test.sql(`update campaigns set status = 'running', launched_at = now() where id = $1`, [id]);
const listed = (id: string) => test.sql('select from exclusions where campaign_id = $1', [id]);
const reasons = async (id: string) =>
  Object.fromEntries(
    (await test.store.findAudienceParts(id, noon)).map(({ reason = 'sent', people }) => [reason, people]),
  );

describe('people of a list get nothing', () => {
  it.each(['before', 'after'] as const)('if it is imported %s the recipients', async (when) => {
    const id = await draft();
    const people = test.people(5);
    const list = [...people.slice(0, 2), ...test.people(3)];
    if (when === 'before') await exclude(id, list);
    await test.audience(id, people);
    if (when === 'after') await exclude(id, list);
    expect(await reasons(id)).toEqual({ excluded: 2, sent: 3 });
    for (const [at, { to }] of people.entries()) {
      const member = await test.store.findAudienceMember(id, { to });
      expect(member?.excluded).toBe(at < 2 ? 'excluded' : undefined);
    }
    const entries = await test.store.findRecipientReportPage(id, undefined, 10);
    expect(entries.filter(({ reason }) => reason === 'excluded')).toHaveLength(2);
    await run(id);
    await test.feedNext(id, 10);
    expect(await test.statusCounts(id)).toEqual({ accepted: 3, 'suppressed excluded': 2 });
    expect(await test.counted(id)).toEqual({ accepted: 3, 'suppressed excluded': 2 });
  });

  it('and cost nothing of what a running campaign still needs', async () => {
    const prices = [{ channel: 'whatsapp' as const, category: 'marketing' as const, country: '*', amount: '0.10' }];
    await test.store.savePrices('USD', prices, noon);
    const id = await draft();
    const people = test.people(3);
    await test.audience(id, people);
    await exclude(id, people.slice(0, 2));
    await run(id);
    expect((await test.store.findRemainingCosts(id)).own).toMatchObject({ amount: '0.1' });
  });

  it.each([
    ['who agreed', {}],
    ['of a campaign that is not marketing', { category: 'utility' }],
    ['of login codes', { category: 'authentication' }],
    ['who never agreed', { consent_source: null, consent_evidence: null }],
    ['who opted out before the import', {}, 'opted_out'],
  ])('%s, for the estimate and the feeder', async (_who, columns, known?: string) => {
    const id = await test.campaign(columns);
    const people = test.people(1, known === undefined ? {} : { excluded: known });
    await test.audience(id, people);
    await excludePeople(test, id, people);
    expect(await reasons(id)).toEqual({ excluded: 1 });
    await test.feedNext(id, 10);
    expect(await test.statusCounts(id)).toEqual({ 'suppressed excluded': 1 });
  });

  it('only of this campaign', async () => {
    const [id, other] = [await draft(), await draft()];
    const people = test.people(2);
    for (const each of [id, other]) await test.audience(each, people);
    await exclude(id, people);
    expect([await reasons(id), await reasons(other)]).toEqual([{ excluded: 2 }, { sent: 2 }]);
  });

  it('also if it names the id of WhatsApp of a person whose number becomes known later', async () => {
    const id = await draft();
    const [{ to } = { to: '' }] = test.people(1);
    const whatsappId = 'BR.1349120865512345';
    await test.audience(id, [{ to }]);
    await exclude(id, [{ to: whatsappId }]);
    expect(await reasons(id)).toEqual({ sent: 1 });
    await test.store.insertInbound(inboundMessage(to, { whatsappId }));
    expect(await reasons(id)).toEqual({ excluded: 1 });
    expect(await listed(id)).toHaveLength(1);
  });
});

describe('a list', () => {
  it('counts each person once, and makes an earlier estimate out of date', async () => {
    const id = await draft();
    const people = test.people(4);
    expect(await exclude(id, people.slice(0, 3))).toEqual({ accepted: 3, duplicates: 0 });
    expect(await exclude(id, [...people, ...people])).toEqual({ accepted: 1, duplicates: 7 });
    expect(await test.store.loadCampaign(id)).toMatchObject({ exclusions: 4, audienceVersion: 3 });
  });

  it('is imported as a whole or not at all, in more than one batch', async () => {
    const id = await draft();
    const add = async ({ add: give }: ExclusionSink, end: () => void) => {
      for (let batch = 0; batch < 30; batch += 1) await give(numbersOf(test.people(200)), []);
      end();
    };
    const breakOff = () => {
      throw new Error('the file ends in the middle');
    };
    await expect(fillFrom(id, (sink) => add(sink, breakOff))).rejects.toThrow('the file ends');
    expect(await listed(id)).toHaveLength(0);
    expect(await fillFrom(id, (sink) => add(sink, () => undefined))).toEqual({ accepted: 6_000, duplicates: 0 });
    expect(await listed(id)).toHaveLength(6_000);
  });

  it('is not changed by two requests at once, nor while it is launched', async () => {
    const id = await draft();
    const found: unknown[] = [];
    const first = await fillFrom(id, async () => {
      found.push(await exclude(id, test.people(1)), await test.store.removeExclusions(id, noon, audit));
      await test.sql(`update campaigns set status = 'scheduled' where id = $1`, [id]);
    });
    expect([...found, first]).toEqual(['busy', 'busy', 'changed']);
    expect(await listed(id)).toHaveLength(0);
    expect(await test.store.removeExclusions(id, noon, audit)).toBe('no-draft');
  });

  it('can be emptied, and goes with its draft', async () => {
    const id = await draft();
    const people = test.people(2);
    await test.audience(id, people);
    await exclude(id, people);
    expect(await test.store.removeExclusions(id, noon, audit)).toBe('removed');
    expect(await reasons(id)).toEqual({ sent: 2 });
    expect(await test.store.loadCampaign(id)).not.toHaveProperty('exclusions');
    const other = await draft();
    await exclude(other, people);
    expect(await test.store.deleteDraft(other, noon, audit)).toBe('deleted');
    expect(await listed(other)).toHaveLength(0);
  });

  it('is part of what is stored about a person, and an erasure takes them off it', async () => {
    const [id, other] = [await draft(), await draft()];
    const [person = { to: '' }, neighbor = { to: '' }] = test.people(2);
    await test.audience(id, [person, neighbor]);
    for (const each of [id, other]) await exclude(each, [person, neighbor]);
    expect(await test.store.findContact(person.to)).toMatchObject({ campaigns: 2 });
    const erased = await test.store.deleteContact({ to: person.to, at: noon, audit });
    expect(erased).toEqual({ messages: 0, campaigns: 2, inbound: 0, consents: 0 });
    expect(await test.store.findContact(person.to)).toBeUndefined();
    expect(await test.store.findContact(neighbor.to)).toMatchObject({ campaigns: 2 });
    expect([await listed(id), await listed(other)].map(({ length }) => length)).toEqual([1, 1]);
    expect(await reasons(id)).toEqual({ excluded: 1, erased: 1 });
  });
});
