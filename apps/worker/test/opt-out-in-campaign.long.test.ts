import { setTimeout as sleep } from 'node:timers/promises';
import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;

const people = 10_000;
/** Messages a second. */
const rate = 400;
/** After these numbers of messages a few people opt out. */
const rounds = [0.1, 0.3, 0.5].map((share) => share * people);
const optOutsOfRound = 4;
/** Between the answer to an opt-out and the last message that may come to its person. */
const graceMs = 1_000;

const shop = 'whatsapp:+551150289876';

let system: System;
beforeAll(async () => {
  system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' }, { LOG_LEVEL: 'warn' });
  await system.call('PUT', '/v1/senders/store', { mps: rate });
  await Promise.all([system.startWorker(), system.startWorker()]);
});
afterAll(() => system[Symbol.asyncDispose]());

const numberOf = (person: number) => `+55119${80_000_000 + person}`;
const everyone = Array.from({ length: people }, (_, person) => numberOf(person));

type AtTwilio = { to: string; body: string };

/** The messages that Twilio got. */
const readAtTwilio = async (): Promise<AtTwilio[]> => {
  const text = await (await fetch(`${system.simulator.url}/simulator/messages`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { to, body } = JSON.parse(line) as AtTwilio;
      return { to: to.replace('whatsapp:', ''), body };
    });
};

const countAtTwilio = async (): Promise<number> =>
  ((await (await fetch(`${system.simulator.url}/simulator/stats`)).json()) as { created: number }).created;

const byApi = async (to: string): Promise<number> =>
  (await system.call('POST', `/v1/contacts/${encodeURIComponent(to)}/opt-out`, {})).status;

/** The simulator hands on what the webhook answered. */
const byReply = async (to: string): Promise<number> => {
  const answer = await fetch(`${system.simulator.url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: `whatsapp:${to}`, to: shop, body: 'Parar' }),
  });
  return ((await answer.json()) as { status: number }).status;
};

const isConfirmation = ({ body }: AtTwilio) => body.startsWith('Pronto');

/** For each person who opted out, whether the campaign had reached them a moment after the answer. */
const wasReached = new Map<string, boolean>();

/** Opts people out who were not reached yet, in turn over the API and by a reply, and looks who was reached even so. */
const optSomeOut = async (): Promise<void> => {
  const reached = new Set((await readAtTwilio()).map(({ to }) => to));
  const waiting = everyone.filter((to) => !reached.has(to) && !wasReached.has(to));
  const step = Math.floor(waiting.length / optOutsOfRound);
  const chosen = Array.from({ length: optOutsOfRound }, (_, n) => waiting[n * step] ?? '');
  for (const [n, to] of chosen.entries()) expect(await (n % 2 ? byReply : byApi)(to)).toBe(200);
  await sleep(graceMs);
  const campaign = (await readAtTwilio()).filter((message) => !isConfirmation(message));
  for (const to of chosen)
    wasReached.set(
      to,
      campaign.some((message) => message.to === to),
    );
};

it('nothing leaves for a person a second after their opt-out was answered, and everybody else gets one message', async () => {
  const actions = makeCampaignActions(system);
  const id = await actions.draft();
  const csv = ['telefone,discount', ...everyone.map((to) => `${to},20%`)].join('\n');
  expect((await actions.upload(id, csv)).body).toMatchObject({ accepted: people });
  expect(await actions.launch(id)).toBe(200);
  for (const after of rounds) {
    await expect.poll(countAtTwilio, { interval: 100 }).toBeGreaterThan(after);
    await optSomeOut();
  }
  await actions.ends(id);

  const messages = await readAtTwilio();
  const campaigns = Map.groupBy(
    messages.filter((message) => !isConfirmation(message)),
    ({ to }) => to,
  );
  const late = [...wasReached].filter(([to, inTime]) => campaigns.has(to) && !inTime);
  expect(late).toEqual([]);

  const recipientReport = new Map((await actions.recipientReport(id)).map((entry) => [entry.to, entry]));
  const kept = [...wasReached.keys()].filter((to) => !campaigns.has(to));
  for (const to of kept) expect(recipientReport.get(to)).toMatchObject({ status: 'suppressed', reason: 'opted_out' });
  // Messages in flight at the time of the answer may have arrived; most had not been sent.
  expect(kept.length).toBeGreaterThan(wasReached.size / 2);
  const others = everyone.filter((to) => !kept.includes(to));
  expect(others.filter((to) => campaigns.get(to)?.length !== 1)).toEqual([]);

  const confirmed = messages.filter(isConfirmation).map(({ to }) => to);
  expect(confirmed).toHaveLength((rounds.length * optOutsOfRound) / 2);
  expect(new Set(confirmed).size).toBe(confirmed.length);
});
