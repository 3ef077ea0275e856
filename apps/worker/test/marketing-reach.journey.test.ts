import type { Scope } from '@recado/contract';
import { journeyCases, journeyEngines, patienceMs, sized } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeComposer, type Asked } from './support/composed-requests.ts';
import { readAtTwilio, type AtTwilio } from './support/crowd.ts';
import { makeKey, makePeople, makeRandom } from './support/made-people.ts';
import { channels, optOutOf, say, sayNew } from './support/said-by-people.ts';
import { startSystem, type System } from './support/system.ts';
import { categories, mayReach, strictest, type Channel, type Person } from './support/who-may-be-reached.ts';

/** Requests for each way; each goes to people of its own. */
const requests = sized(60, 240);
const [campaigns, peopleOfCampaign] = [sized(4, 8), 24];
const timeout = 15 * patienceMs;
/** The channel of each follow-up, and whether it claims that its people agreed. */
const followUps = journeyCases<[Channel, boolean]>([
  ['whatsapp', true],
  ['sms', true],
]);

const [engine = 'postgresql'] = journeyEngines('postgresql');

const random = makeRandom(20_261_129);
const { pick, isOneIn } = random;
const nextPerson = makePeople(random);
const compose = makeComposer(random);

let system: System;
const keys = new Map<string, string>();
beforeAll(async () => {
  system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '10' }, { LOG_LEVEL: 'warn' });
  for (const [name, scopes] of Object.entries(scopesOf)) keys.set(name, await makeKey(system.env, scopes));
  await call('PUT', '/v1/settings', {
    marketing_window: { from: '00:00', to: '24:00' },
    opt_out_confirmation: { enabled: false },
  });
  for (const channel of channels)
    for (const category of categories)
      await call('PUT', `/v1/templates/${channel}_${category}`, {
        channel,
        category,
        variables: ['v'],
        ...(channel === 'sms' ? { body: 'Oi {{v}}' } : { content_sid: `HX${'0'.repeat(29)}201` }),
      });
  await Promise.all([system.startWorker({ UPKEEP_INTERVAL_MS: '500' }), system.startWorker()]);
}, timeout);
afterAll(() => system[Symbol.asyncDispose]());

const scopesOf = {
  sends: ['messages:write', 'messages:read'],
  plans: ['campaigns:write', 'messages:read'],
  launches: ['campaigns:write', 'campaigns:launch', 'messages:read'],
  looksAfter: ['messages:write', 'messages:read', 'campaigns:write', 'campaigns:launch', 'contacts:write', 'pii:read'],
} as const satisfies Record<string, Scope[]>;
type KeyName = keyof typeof scopesOf;
const keyNames = Object.keys(scopesOf) as KeyName[];

const call = (method: string, path: string, body?: unknown, by?: KeyName) =>
  system.call(method, path, body, by && { authorization: `Bearer ${keys.get(by)}` });

const sendOne = async (): Promise<Asked> => {
  const channel = pick(channels);
  const { request, truth } = compose(channel);
  const person = nextPerson(isOneIn(2));
  await say(system, random, person);
  const message = { to: person.to, ...request, ...(request.body !== undefined && { channel }) };
  const isInBatch = isOneIn(3);
  const { status, body } = isInBatch
    ? await call('POST', '/v1/messages/batch', [message], pick(keyNames))
    : await call('POST', '/v1/messages', message, pick(keyNames));
  const isAccepted = isInBatch ? (body as { accepted?: number }).accepted === 1 : status === 202;
  return { person, truth, isClaimed: false, request, isAccepted };
};

const planCampaign = async (isTest: boolean): Promise<Asked[]> => {
  const { request, truth } = compose(pick(channels));
  const isClaimed = !isTest && isOneIn(2);
  const draft = {
    name: 'Natal',
    template: 'whatsapp_marketing',
    ...request,
    body: undefined,
    window: { from: '00:00', to: '24:00', timezone: 'UTC' },
    ...(isClaimed && { consent: { source: 'loja', evidence: 'ficha' } }),
  };
  if (request.body !== undefined) truth.whatsapp = strictest('marketing', request.category);
  if (request.body !== undefined) truth.sms = strictest(truth.whatsapp, truth.sms);
  const people = Array.from({ length: isTest ? 6 : peopleOfCampaign }, () => nextPerson(isOneIn(2)));
  for (const person of people) await say(system, random, person);
  const asked = (isAccepted: boolean) =>
    people.map((person) => ({ person, truth, isClaimed, request: draft, isAccepted }));
  const created = await call('POST', '/v1/campaigns', draft, pick(keyNames));
  const { status, body } =
    created.status === 201 && isOneIn(3)
      ? await call('POST', `/v1/campaigns/${created.body.id}/copy`, {}, pick(keyNames))
      : created;
  if (status !== 201) return asked(false);
  if (isTest) {
    const numbersOf = { to: people.map(({ to }) => to), variables: { v: '1' } };
    return asked((await call('POST', `/v1/campaigns/${body.id}/test`, numbersOf, pick(keyNames))).status < 300);
  }
  await importPeople(body.id, people);
  return asked((await call('POST', `/v1/campaigns/${body.id}/launch`, {}, pick(keyNames))).status < 300);
};

const importPeople = async (id: string, people: readonly Person[]): Promise<void> => {
  const answer = await fetch(`${system.url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.get('launches')}`, 'content-type': 'text/csv' },
    body: ['phone,v', ...people.map(({ to }) => `${to},20%`)].join('\n'),
  });
  expect(answer.status).toBe(200);
};

const textBy = (channel: Channel) => ({ template: `${channel}_marketing`, variables: { v: '1' } });
const allDay = { from: '00:00', to: '24:00', timezone: 'UTC' };
const claim = { source: 'loja', evidence: 'ficha' };

/** Creates a marketing campaign with the consent of somebody who says so, and imports people. Returns its id. */
const draftOf = async (channel: Channel, people: readonly Person[], more: object = {}): Promise<string> => {
  const draft = { name: 'Natal', ...textBy(channel), window: allDay, ...more };
  const { status, body } = await call('POST', '/v1/campaigns', draft);
  expect(status, JSON.stringify(body)).toBe(201);
  if (people.length) await importPeople(body.id, people);
  return body.id;
};

const launch = async (id: string): Promise<void> =>
  expect((await call('POST', `/v1/campaigns/${id}/launch`, {})).status).toBeLessThan(300);

/** A campaign reaches people who then object, before or after a follow-up copies them. Every third is on a list to exclude. */
const followUp = async (
  channel: Channel,
  isClaimed: boolean,
): Promise<{ asked: Asked[]; listed: Person[]; before: number }> => {
  const people = Array.from({ length: peopleOfCampaign }, () => nextPerson(true));
  for (const person of people) for (const each of channels) person.said[each] = { optOut: 'none', consent: 'none' };
  const source = await draftOf(channel, people, { consent: claim });
  await launch(source);
  await settles();
  await settles();
  // A message that was sent a moment ago is too recent for a follow-up.
  const newest = async () => Date.parse((await readAtTwilio(system)).at(-1)?.created_at ?? '');
  await expect.poll(async () => Date.now() - (await newest()), { timeout }).toBeGreaterThan(3_000);
  await sayNew(
    system,
    random,
    people.filter((_, n) => n % 4 === 0),
  );
  const listed = people.filter((_, n) => n % 3 === 0);
  const list = await draftOf(channel, listed);
  const conditions = ['failed', 'not_delivered', 'not_replied', 'replied', ...(channel === 'sms' ? [] : ['not_read'])];
  const request = {
    audience: { from_campaign: source, where: conditions, after: 'PT1S' },
    exclude: { campaigns: [list] },
    ...(isClaimed && { consent: claim }),
    ...(channel === 'whatsapp' && { fallback: { channel: 'sms', ...textBy('sms') } }),
  };
  const id = await draftOf(channel, [], request);
  const audience = async () => ((await call('GET', `/v1/campaigns/${id}`)).body as { audience?: object }).audience;
  await expect.poll(audience, { timeout, interval: 200 }).toMatchObject({ is_copying: false });
  await sayNew(
    system,
    random,
    people.filter((_, n) => n % 4 === 1 || n % 4 === 2),
  );
  const before = (await readAtTwilio(system)).length;
  await launch(id);
  await settles();
  await settles();
  const truth = { whatsapp: 'marketing', sms: 'marketing' } as const;
  return { asked: people.map((person) => ({ person, truth, isClaimed, request, isAccepted: true })), listed, before };
};

const open = ['accepted', 'sending', 'sent'];

/** Until nothing moves any more: no message is under way, and no fallback SMS is still to come. */
const settles = () =>
  expect
    .poll(
      async () => {
        const lists = await Promise.all(open.map((status) => call('GET', `/v1/messages?status=${status}&limit=1`)));
        const running = await call('GET', '/v1/campaigns?status=running');
        return lists.flatMap(({ body }) => body.data).length + running.body.data.length;
      },
      { timeout, interval: 500 },
    )
    .toBe(0);

/** Each message of the simulator that must not have reached its person, without the first ones. */
const judge = async (all: readonly Asked[], after = 0) => {
  const asked = new Map(all.map((each) => [each.person.to, each]));
  const reached = (await readAtTwilio(system)).slice(after);
  const wrong = reached.flatMap(({ to }) => {
    const channel: Channel = to.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
    const found = asked.get(to.replace('whatsapp:', ''));
    if (!found) return [];
    const { person, truth, isClaimed, request } = found;
    return mayReach(person, { channel, category: truth[channel], isClaimed }) ? [] : [{ to, person, truth, request }];
  });
  return { wrong, people: reached.map(({ to }) => to.replace('whatsapp:', '')) };
};

it(
  'no request makes marketing reach a person who opted out or never agreed',
  async () => {
    const all: Asked[] = [];
    const ways = [
      ...Array.from({ length: requests }, () => async () => [await sendOne()]),
      ...Array.from({ length: campaigns }, () => () => planCampaign(false)),
      ...Array.from({ length: campaigns }, () => () => planCampaign(true)),
    ];
    for (const way of ways) all.push(...(await way()));
    await settles();
    await settles();
    const first = await judge(all);
    expect(first.wrong).toEqual([]);
    // Few get something: most requests lack a scope, or ask for what the person refused.
    expect(first.people.length).toBeGreaterThan(all.length / 20);
    expect(all.filter(({ isAccepted }) => !isAccepted).length).toBeGreaterThan(all.length / 10);

    // People who object, or are on a list to exclude, must not be reached by a follow-up of what reached them before.
    for (const [channel, isClaimed] of followUps) {
      const { asked, listed, before } = await followUp(channel, isClaimed);
      all.push(...asked);
      const followed = await judge(asked, before);
      expect(followed.wrong).toEqual([]);
      expect(followed.people.filter((to) => listed.some((person) => person.to === to))).toEqual([]);
      expect(followed.people.length).toBeGreaterThanOrEqual(isClaimed ? 1 : 0);
    }

    // A retry of what failed is a second chance: everybody has opted out by then.
    for (const { person } of all) {
      await optOutOf(system, person.to, { purpose: 'all' });
      for (const channel of channels) person.said[channel].optOut = 'all';
    }
    const reached = (await readAtTwilio(system)).length;
    for (const by of keyNames) await call('POST', '/v1/messages/retry', { created_after: '2026-01-01T00:00:00Z' }, by);
    await settles();
    const again = (await readAtTwilio(system)).slice(reached);
    const isLoginCode = ({ to }: AtTwilio) => {
      const channel: Channel = to.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
      return all.find(({ person }) => person.to === to.replace('whatsapp:', ''))?.truth[channel] === 'authentication';
    };
    expect(again.filter((message) => !isLoginCode(message))).toEqual([]);
  },
  timeout,
);
