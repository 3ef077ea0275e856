import type { FollowUpCondition } from '@recado/contract';
import { copyAudiences, createFollowUp } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';
import { inboundMessage, later, noon } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;
const now = later(48 * hour);

/** The state of each person's message in the earlier campaign. */
const states = {
  sent: { status: 'sent' },
  delivered: { status: 'delivered' },
  answered: { status: 'delivered', replied_at: later(hour) },
  read: { status: 'read' },
  failed: { status: 'failed', sent_at: null },
  undelivered: { status: 'undelivered' },
  recent: { status: 'delivered', sent_at: later(47 * hour) },
  canceled: { status: 'canceled', sent_at: null },
  suppressed: { status: 'suppressed', sent_at: null },
} as const;
type State = keyof typeof states;

const everyState = Object.keys(states) as State[];

/** An ended campaign with a person in each state; `people` has them by state. */
const ended = async (columns: Record<string, unknown> = {}, more: Partial<Person> = {}) => {
  const people = test.people(everyState.length, { variables: { order_id: '7' }, ...more });
  const id = await test.campaign({ status: 'running', recipients: people.length, ...columns });
  const ids = await test.audience(id, people);
  await test.feedNext(id, people.length, { zoneSet: more.zoneSet ?? 1 });
  for (const [place, state] of everyState.entries())
    await test.sql(
      `update messages set status = changed.status, replied_at = changed.replied_at, sent_at = changed.sent_at
      from jsonb_populate_record(null::messages, $2) as changed where messages.id = $1`,
      [ids[place], JSON.stringify({ sent_at: noon, ...states[state] })],
    );
  await test.sql(`update campaigns set status = 'completed', ended_at = $2 where id = $1`, [id, later(hour)]);
  return { id, ids, people: new Map(everyState.map((state, place) => [state, people[place] as Person])) };
};

const request = { name: 'Again', template: 'order_confirmation', category: 'marketing' } as const;

const deps = () => ({ ...test.store, clock: () => now });

const follow = (from: string, where: FollowUpCondition[], more: object = {}) =>
  createFollowUp(deps(), { ...request, audience: { from_campaign: from, where }, ...more }, { by: 'test' });

const copyAll = () => copyAudiences(deps(), new AbortController().signal);

/** The states of the people in a draft, and what it says of its copy. */
const copied = async (id: string, { people }: Awaited<ReturnType<typeof ended>>) => {
  const found: string[] = [];
  for (const [state, { to }] of people) if (await test.store.findAudienceMember(id, { to })) found.push(state);
  return { found, campaign: await test.store.loadCampaign(id) };
};

describe('a follow-up copies', () => {
  it.each<[FollowUpCondition[], State[], State[]]>([
    [['failed'], ['failed', 'undelivered'], []],
    [['not_delivered'], ['sent', 'failed', 'undelivered'], []],
    [['not_read'], ['delivered'], ['recent']],
    [['not_replied'], ['delivered', 'read'], ['recent']],
    [['replied'], ['answered'], []],
    [['failed', 'replied'], ['answered', 'failed', 'undelivered'], []],
    [['not_read', 'replied'], ['delivered', 'answered'], ['recent']],
  ])('for %j %j', async (where, selected, recent) => {
    const source = await ended();
    const { campaign: made } = await follow(source.id, where);
    expect(made).toMatchObject({ recipients: 0, copy: { isDone: false } });
    await copyAll();
    const { found, campaign } = await copied(made.id, source);
    expect(found.toSorted()).toEqual(selected.toSorted());
    const rest = everyState.length - selected.length - recent.length;
    expect(campaign).toMatchObject({
      recipients: selected.length,
      copy: { isDone: true, leftOut: { not_selected: rest, ...(recent.length && { too_recent: recent.length }) } },
    });
  });

  it('values, zones and the state of opt-outs, and leaves out those who were erased', async () => {
    const source = await ended({}, { zoneSet: 2, country: 'BR' });
    const [failed, undelivered] = [source.people.get('failed'), source.people.get('undelivered')];
    await test.store.saveOptOuts({ to: failed?.to ?? '', channels: ['whatsapp'], purpose: 'all' }, 'api', noon);
    await test.sql(`update recipients set content_sealed = '' where id = $1`, [source.ids[everyState.indexOf('sent')]]);
    const { campaign: made } = await follow(source.id, ['not_delivered']);
    await copyAll();
    expect(await test.store.findAudienceMember(made.id, { to: undelivered?.to ?? '' })).toMatchObject({
      content: { variables: { order_id: '7' } },
    });
    const rows = await test.sql(`select zone_set, kept_back, country from recipients where campaign_id = $1`, [
      made.id,
    ]);
    expect(new Set(rows.map((row) => row['kept_back']))).toEqual(new Set(['opted_out', null]));
    expect(rows).toEqual([1, 2].map(() => expect.objectContaining({ zone_set: 2, country: 'BR' })));
    expect((await copied(made.id, source)).campaign?.copy?.leftOut).toMatchObject({ erased: 1 });
  });

  it('each person once, however many workers copy, and after a crash between two pages', async () => {
    const source = await ended();
    const { campaign: made } = await follow(source.id, ['replied', 'failed']);
    const pages: number[] = [];
    const small = {
      ...deps(),
      copyPage: (page: Parameters<typeof test.store.copyPage>[0]) => {
        pages.push(1);
        if (pages.length === 2) throw new Error('killed');
        return test.store.copyPage({ ...page, limit: 2 });
      },
    };
    const signal = new AbortController().signal;
    await expect(copyAudiences(small, signal)).rejects.toThrow('killed');
    let steps = 0;
    await Promise.all([1, 2, 3].map(() => copyAudiences(small, signal, () => (steps += 1))));
    expect(steps).toBeGreaterThan(1);
    await copyAll();
    const { found, campaign } = await copied(made.id, source);
    expect(found).toEqual(['answered', 'failed', 'undelivered']);
    expect(campaign).toMatchObject({ recipients: 3, copy: { isDone: true, leftOut: { not_selected: 6 } } });
    const [zones] = await test.sql('select sum(people)::int as people from audience_zones where campaign_id = $1', [
      made.id,
    ]);
    expect(zones?.['people']).toBe(3);
  });

  it('nobody who answered after the copy began as one who did not', async () => {
    const source = await ended();
    const { campaign: made } = await follow(source.id, ['not_replied']);
    await test.store.insertInbound(
      inboundMessage(source.people.get('read')?.to ?? '', { receivedAt: later(2 * hour), answersSince: noon }),
    );
    await copyAll();
    expect((await copied(made.id, source)).found).toEqual(['delivered']);
  });

  it('stops when the draft is emptied', async () => {
    const source = await ended();
    const { campaign: made } = await follow(source.id, ['failed']);
    await test.store.emptyAudience(made.id, now);
    await copyAll();
    expect(await test.store.loadCampaign(made.id)).not.toHaveProperty('copy');
  });
});

describe('a follow-up is refused', () => {
  it.each<[string, Record<string, unknown>, FollowUpCondition[], object, string]>([
    ['of a campaign that runs', { status: 'running' }, ['failed'], {}, 'is running'],
    ['of a test run', { dry_run: true }, ['failed'], {}, 'test run'],
    ['of a campaign on another channel', { channel: 'sms', sender_ids: ['texts'] }, ['failed'], {}, 'goes by sms'],
  ])('%s', async (_what, columns, where, more, message) => {
    const id = await test.campaign({ status: 'completed', ...columns });
    await expect(follow(id, where, more)).rejects.toThrow(message);
  });

  it('of no campaign, and with the names of variables without a value', async () => {
    await expect(follow('019a0000-0000-7000-8000-00000000dead', ['failed'])).rejects.toThrow('there is no campaign');
    const id = await test.campaign({ status: 'completed', template_name: 'bare' });
    const [template] = await test.store.listTemplates();
    if (!template) throw new Error('There is a template');
    await test.store.seedTemplates([{ ...template, name: 'bare', variables: [], body: 'Oi' }]);
    await expect(follow(id, ['failed'])).rejects.toMatchObject({
      errors: [{ field: 'variables.order_id', reason: 'required' }],
    });
    await expect(follow(id, ['failed'], { variables: { order_id: '1' } })).resolves.toBeDefined();
  });
});

it('people of excluded campaigns are excluded by the estimate and the feeder, even when they opted out', async () => {
  const source = await ended();
  const known = await test.campaign({ status: 'draft' });
  const failed = source.people.get('failed');
  if (!failed) throw new Error('Somebody failed');
  await test.audience(known, [failed]);
  await test.store.saveOptOuts({ to: failed.to, channels: ['whatsapp'], purpose: 'all' }, 'api', noon);
  const { campaign: made } = await follow(source.id, ['failed'], {
    exclude: { campaigns: [known] },
    consent: { source: 'form', evidence: 'page 7' },
  });
  await copyAll();
  const parts = await test.store.findAudienceParts(made.id, now);
  expect(Object.fromEntries(parts.map(({ reason = 'sent', people }) => [reason, people]))).toEqual({
    excluded: 1,
    sent: 1,
  });
  const [row] = await test.sql(`select kept_back from recipients where campaign_id = $1 and kept_back is not null`, [
    made.id,
  ]);
  expect(row?.['kept_back']).toBe('excluded');
});
