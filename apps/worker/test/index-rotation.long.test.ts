import { queueEngines, startProcess, type StartedProcess } from '@recado/testing';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { acceptMany, countAtTwilio, listAll, readAtTwilio } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;

const people = 1_000;
const numberOf = (person: number) => `+55119${80_000_000 + person}`;
const csv = ['telefone;discount', ...Array.from({ length: people }, (_, n) => `${numberOf(n)};20%`)].join('\n');
const order = { template: 'order_confirmation', variables: { order_id: '1042' } };
/** Rows a second. */
const rate = 2_000;
/** Between the answer to an opt-out and the last message that may come to its person. */
const graceMs = 1_000;

const startRotation = ({ env }: System) => {
  const { DATABASE_URL, RECADO_INDEX_KEY } = env;
  const args = ['keys', 'rotate-index', '--rate', String(rate)];
  return startProcess('apps/cli/src/main.ts', { DATABASE_URL, RECADO_INDEX_KEY }, args);
};

/** Kills a rotation where it says this. */
const breakOff = async (system: System, where: RegExp): Promise<void> => {
  await using rotation = startRotation(system);
  await rotation.output.waitForLine(where);
  expect(await rotation.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
};

const rotate = async (system: System): Promise<string> => {
  await breakOff(system, /: checked \d+ rows/);
  await breakOff(system, /: built index contacts_pkey for the new key$/);
  await using rotation = startRotation(system);
  expect(await rotation.ended).toEqual({ code: 0, signal: null });
  return rotation.output.text();
};

/** When an opt-out was answered, and whether the campaign had reached the person a moment later. */
type OptOut = { at: number; wasReached?: boolean };

const optOut = async (system: System, to: string): Promise<OptOut> => {
  const { status } = await system.call('POST', `/v1/contacts/${encodeURIComponent(to)}/opt-out`, {});
  expect(status).toBe(200);
  return { at: performance.now() };
};

const lookWhoWasReached = async (system: System, optOuts: Map<string, OptOut>): Promise<void> => {
  const before = performance.now() - graceMs;
  const open = [...optOuts].filter(([, { at, wasReached }]) => wasReached === undefined && at <= before);
  if (open.length === 0) return;
  const reached = new Set((await readAtTwilio(system)).map(({ to }) => to.replace('whatsapp:', '')));
  for (const [to, optedOut] of open) optedOut.wasReached = reached.has(to);
};

const orderFor = (system: System, to: string) => system.call('POST', '/v1/messages', { ...order, to });

const useIndexKey = async (system: System, api: StartedProcess, indexKey: string): Promise<StartedProcess> => {
  system.env.RECADO_INDEX_KEY = indexKey;
  await api.kill();
  return system.restartApi();
};

it('while the index key is changed, killed twice in between, every opt-out holds and nothing is lost or sent twice', async () => {
  const shortTimeouts = { CALLBACK_PATIENCE_MS: '3000', UPKEEP_INTERVAL_MS: '500', LOG_LEVEL: 'warn' };
  await using system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' }, shortTimeouts);
  const campaigns = makeCampaignActions(system);
  const [old = '', added] = [system.env.RECADO_INDEX_KEY, randomBytes(32).toString('base64')];
  await system.call('PUT', '/v1/senders/store', { mps: 200 });
  const ids = await acceptMany(system, 300);
  const campaign = await campaigns.draft();
  expect((await campaigns.upload(campaign, csv)).body).toMatchObject({ accepted: people });

  const optOuts = new Map<string, OptOut>();
  const optNextOut = async () => {
    const to = numberOf(people - 1 - optOuts.size);
    optOuts.set(to, await optOut(system, to));
  };
  await optNextOut();
  const early = await system.startWorker();
  const api = await useIndexKey(system, system.api, `${old},${added}`);
  ids.push(...(await acceptMany(system, 25)));
  expect(await early.kill()).toEqual({ code: 0, signal: null });
  const workers = await Promise.all([1, 2].map(() => system.startWorker()));

  const done = new AbortController();
  const rotation = rotate(system).finally(() => done.abort());
  expect(await campaigns.launch(campaign)).toBe(200);
  while (!done.signal.aborted) {
    await optNextOut();
    await lookWhoWasReached(system, optOuts);
    ids.push(...(await acceptMany(system, 2)));
    for (const to of [...optOuts.keys()].slice(-3))
      expect(await orderFor(system, to)).toMatchObject({ status: 422, body: { errors: [{ reason: 'opted_out' }] } });
  }
  await sleep(graceMs);
  await lookWhoWasReached(system, optOuts);
  expect(await rotation).toContain('From now on, people are found with the new key.');
  expect(optOuts.size).toBeGreaterThan(10);
  for (const to of optOuts.keys()) expect((await orderFor(system, to)).status).toBe(422);

  await campaigns.ends(campaign);
  await expect
    .poll(async () => (await listAll(system)).filter(({ status }) => /^(accepted|sending|sent)$/.test(status)), {
      interval: 500,
    })
    .toEqual([]);
  const all = await listAll(system);
  const recipientReport = await campaigns.recipientReport(campaign);
  const sent = new Map(all.filter(({ sent_at: at }) => at !== undefined).map(({ id, sent_at: at = '' }) => [id, at]));
  expect(ids.filter((id) => !sent.has(id))).toEqual([]);
  expect(await countAtTwilio(system)).toBe(sent.size);
  expect(new Set(all.filter(({ id }) => sent.has(id)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
  expect(recipientReport.filter(({ to, status }) => !optOuts.has(to) && status !== 'delivered')).toEqual([]);
  const tooLate = recipientReport.filter(
    ({ to, message_id: id }) => sent.has(id) && optOuts.has(to) && optOuts.get(to)?.wasReached !== true,
  );
  expect(tooLate).toEqual([]);
  // People that got nothing before they opted out.
  expect(recipientReport.filter(({ reason }) => reason === 'opted_out').length).toBeGreaterThan(10);
  for (const worker of workers) expect(await worker.kill()).toEqual({ code: 0, signal: null });
  const said = [api, early, ...workers].map(({ output }) => output.text()).join('\n');
  expect(said.split('\n').filter((line) => /"level":[5-6]0/.test(line))).toEqual([]);

  const late = startProcess('apps/worker/src/main.ts', { ...system.env, RECADO_INDEX_KEY: old });
  expect(await late.ended).toMatchObject({ code: 1 });
});
