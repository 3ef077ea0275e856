import type { Scope } from '@recado/contract';
import { journeyEngines, sized } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAtTwilio, type AtTwilio } from './support/crowd.ts';
import { makeKey, makePeople, makeRandom } from './support/made-people.ts';
import { startSystem, type System } from './support/system.ts';
import {
  categories,
  mayReach,
  strictest,
  type Category,
  type Channel,
  type Person,
} from './support/who-may-be-reached.ts';

/** Requests for each way; each goes to people of its own. */
const requests = sized(60, 240);
const [campaigns, peopleOfCampaign] = [sized(4, 8), 24];
const timeout = 900_000;

const [engine = 'postgresql'] = journeyEngines('postgresql');
const channels: readonly Channel[] = ['whatsapp', 'sms'];
const address = { whatsapp: 'whatsapp:+551150289876', sms: '+14155550100' };

const random = makeRandom(20_261_129);
const { pick, isOneIn } = random;
const nextPerson = makePeople(random);

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

const words = { keyword: 'Parar', sentence: 'Não quero mais receber promoções', unclear: 'Quero cancelar' };

/** The person says it over the API or in a message of their own. Before that, half of them said the contrary. */
const say = async ({ to, said }: Person): Promise<void> => {
  for (const channel of channels) {
    const { optOut, consent } = said[channel];
    const entry = { to, channel, source: 'loja', words: 'Aceito', occurred_at: '2026-01-02T00:00:00Z' };
    if (consent !== 'none') {
      if (isOneIn(2))
        await ok('POST', '/v1/consents', {
          ...entry,
          granted: consent === 'refused',
          occurred_at: '2026-01-01T00:00:00Z',
        });
      await ok('POST', '/v1/consents', { ...entry, granted: consent === 'given' });
    }
    if (optOut === 'all' || optOut === 'marketing')
      await ok('POST', `/v1/contacts/${encodeURIComponent(to)}/opt-out`, { channel, purpose: optOut });
    else if (optOut !== 'none') await write(to, channel, words[optOut]);
  }
};

const ok = async (method: string, path: string, body: unknown): Promise<void> => {
  const answer = await call(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
};

const write = async (to: string, channel: Channel, body: string): Promise<void> => {
  const from = channel === 'whatsapp' ? `whatsapp:${to}` : to;
  const answer = await fetch(`${system.simulator.url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to: address[channel], body }),
  });
  expect(await answer.json()).toMatchObject({ status: 200 });
};

type Content = { category: Category | undefined; request: { template?: string; variables?: object; body?: string } };
const textOf = (channel: Channel): Content => {
  if (isOneIn(6)) return { category: undefined, request: { body: 'Oi' } };
  const category = pick(categories);
  return { category, request: { template: `${channel}_${category}`, variables: { v: '15%' } } };
};

/** The request for one person, and the true category of each of its messages. */
type Asked = {
  person: Person;
  truth: Record<Channel, Category>;
  isClaimed: boolean;
  request: object;
  isAccepted: boolean;
};

/** A request as somebody might try it: with a category of their own, another channel, a fallback. */
const compose = (channel: Channel) => {
  const content = textOf(channel);
  const named = isOneIn(2) ? pick(categories) : undefined;
  const sms = channel === 'whatsapp' && !isOneIn(3) ? textOf('sms') : undefined;
  const first = strictest(content.category, named);
  return {
    request: {
      ...content.request,
      ...(named && { category: named }),
      ...(isOneIn(3) && { channel }),
      ...(sms && { fallback: { channel: 'sms', ...sms.request } }),
    },
    truth: { [channel]: first, sms: channel === 'sms' ? first : strictest(first, sms?.category) } as Record<
      Channel,
      Category
    >,
  };
};

const sendOne = async (): Promise<Asked> => {
  const channel = pick(channels);
  const { request, truth } = compose(channel);
  const person = nextPerson(isOneIn(2));
  await say(person);
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
  for (const person of people) await say(person);
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
  const file = ['phone,v', ...people.map(({ to }) => `${to},20%`)].join('\n');
  await fetch(`${system.url}/v1/campaigns/${body.id}/recipients`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.get('launches')}`, 'content-type': 'text/csv' },
    body: file,
  });
  return asked((await call('POST', `/v1/campaigns/${body.id}/launch`, {}, pick(keyNames))).status < 300);
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

/** Each message of the simulator that must not have reached its person. */
const judge = async (all: readonly Asked[]) => {
  const asked = new Map(all.map((each) => [each.person.to, each]));
  const reached = await readAtTwilio(system);
  const wrong = reached.flatMap(({ to }) => {
    const channel: Channel = to.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
    const found = asked.get(to.replace('whatsapp:', ''));
    if (!found) return [];
    const { person, truth, isClaimed, request } = found;
    return mayReach(person, { channel, category: truth[channel], isClaimed }) ? [] : [{ to, person, truth, request }];
  });
  return { wrong, reached: reached.length };
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
    expect(first.reached).toBeGreaterThan(all.length / 20);
    expect(all.filter(({ isAccepted }) => !isAccepted).length).toBeGreaterThan(all.length / 10);

    // A retry of what failed is a second chance: everybody has opted out by then.
    for (const { person } of all) {
      await ok('POST', `/v1/contacts/${encodeURIComponent(person.to)}/opt-out`, { purpose: 'all' });
      for (const channel of channels) person.said[channel].optOut = 'all';
    }
    for (const by of keyNames) await call('POST', '/v1/messages/retry', { created_after: '2026-01-01T00:00:00Z' }, by);
    await settles();
    const again = (await readAtTwilio(system)).slice(first.reached);
    const isLoginCode = ({ to }: AtTwilio) => {
      const channel: Channel = to.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
      return all.find(({ person }) => person.to === to.replace('whatsapp:', ''))?.truth[channel] === 'authentication';
    };
    expect(again.filter((message) => !isLoginCode(message))).toEqual([]);
  },
  timeout,
);
