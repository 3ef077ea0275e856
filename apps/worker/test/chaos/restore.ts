import { setTimeout as sleep } from 'node:timers/promises';
import { installedPrograms, startProcess, type BackupKind } from '@recado/testing/servers';
import { makeCall } from './call-api.ts';
import { readHistory, readRecorded, untilAllOver, type Recorded } from './record-side.ts';
import type { Call } from './shop.ts';
import { setStage, type Engine, type Stage } from './stage.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import { readCreated, writeToShop } from './twilio-side.ts';

export type RestorePlan = {
  engine: Engine;
  seed: number;
  /** Messages and recipients before the backup, each. As many messages follow after it. */
  size: number;
  /**
   * With `recovery`, `standby` and `point-in-time`, API and workers run on. Redis or a person knows of `as-is`; workers recognize the others.
   */
  how: BackupKind;
  log: (line: string) => void;
};

export type RestoreOutcome = Omit<RestorePlan, 'log'> & {
  atTwilio: number;
  /** Messages that the restored database still had to send although Twilio had them. */
  sentBefore: number;
  /** Ids of messages that Twilio created more than once. */
  doubled: string[];
  /** Ids that the database does not show as delivered under a SID that Twilio has. */
  lost: string[];
  /** People who opted out after the backup and were sent marketing. */
  unheard: string[];
  optOuts: number;
  seconds: number;
  histories: unknown[];
  outputs: Record<string, string>;
};

/** Sends, backs up, sends more, restores the backup, and counts what Twilio got twice and what it should not have got. */
export const runRestore = async (plan: RestorePlan): Promise<RestoreOutcome> => {
  const startAt = performance.now();
  await using stage = await setStage(plan.engine, plan.seed, needsTools(plan.how) ? installedPrograms() : undefined);
  const call = makeCall(stage.url);
  const { promotion, kept, sentBetween } = await restoreHalfway(stage, call, plan);
  await ask(call, 'PUT', '/v1/senders/store', { body: { mps: 400 } });
  // The draft is from before the backup. Its people opted out afterwards.
  await ask(call, 'PUT', '/v1/settings', { body: { objection_limits: { enabled: false } } });
  await launch(call, promotion);
  await untilAllOver(call);
  const [recorded, created] = await Promise.all([readRecorded(call), readCreated(stage.simulator)]);
  const madeOf = Map.groupBy(created, ({ messageId }) => messageId);
  const doubled = [...madeOf].flatMap(([id, { length }]) => (length > 1 ? [id] : []));
  const sids = new Set(created.map(({ sid }) => sid));
  const optedOut = new Set(optOutsOf(plan.size));
  const promoted = await readRecorded(call, promotion);
  const lost = recorded.filter(
    (message) => !isRightEnd(message) || (!isSuppressed(message) && !sids.has(message.twilio_sid ?? '')),
  );
  const present = new Set(recorded.map(({ id }) => id));
  const unheard = promoted.filter((message) => optedOut.has(message.to) && !isSuppressed(message));
  const processes = [stage.api, ...stage.workers];
  return {
    ...plan,
    atTwilio: created.length,
    sentBefore: sentBetween.filter((id) => present.has(id)).length,
    doubled,
    lost: [...lost.map(({ id }) => id), ...kept.filter((id) => !present.has(id))],
    unheard: unheard.map(({ to }) => to),
    optOuts: optedOut.size,
    seconds: (performance.now() - startAt) / 1_000,
    histories: await Promise.all(
      [...doubled, ...lost.map(({ id }) => id)].slice(0, 5).map((id) => readHistory(call, id)),
    ),
    outputs: Object.fromEntries(processes.map((process) => [process.name, process.output()])),
  };
};

export const isRestoreClean = ({ doubled, lost, unheard, sentBefore }: RestoreOutcome): boolean =>
  doubled.length + lost.length + unheard.length === 0 && sentBefore > 0;

export const reportRestore = (outcome: RestoreOutcome): string =>
  [
    `restore (${outcome.how}) on the ${outcome.engine} engine, seed ${outcome.seed}, ${outcome.seconds.toFixed(1)} s`,
    `at Twilio ${outcome.atTwilio}`,
    `sent after the backup, and to be sent again by it ${outcome.sentBefore}`,
    `doubled ${outcome.doubled.length}`,
    `lost ${outcome.lost.length}`,
    `opt-outs after the backup ${outcome.optOuts}, not respected ${outcome.unheard.length}`,
    ...outcome.histories.map((history) => JSON.stringify(history, null, 2)),
  ].join('\n');

const isSuppressed = ({ status, reason }: Recorded): boolean => status === 'suppressed' && reason === 'opted_out';
const isRightEnd = (message: Recorded): boolean =>
  ['delivered', 'read'].includes(message.status) || isSuppressed(message);

/** PostgreSQL from npm cannot make these backups. */
const needsTools = (how: BackupKind): boolean => how !== 'recovery' && how !== 'as-is';

const restoreHalfway = async (stage: Stage, call: Call, plan: RestorePlan) => {
  const { size, how, log } = plan;
  const { postgres, simulator } = stage;
  const half = Math.ceil(size / 2);
  const promotion = await draft(call, 'promotion', size, 0);
  const kept = await acceptMany(call, half, 0);
  await untilCreated(stage, half);
  // However quick the machine is, most of what follows is unsent when the backup ends.
  await setRate(stage, call, size / 60);
  await launch(call, await draft(call, 'order_confirmation', size, size));
  kept.push(...(await acceptMany(call, size - half, half)));
  await postgres.backUp(how);
  const backupAt = new Date();
  const before = new Set((await readCreated(simulator)).map(({ messageId }) => messageId));
  log(`backed up after ${before.size} messages`);
  await setRate(stage, call, size / 5);
  await acceptMany(call, size, size);
  await untilCreated(stage, before.size + size / 2);
  await inTurns(optOutsOf(size), (person) => writeToShop(simulator, person, 'PARAR'));
  await restoreData(stage, plan, backupAt);
  const sentBetween = (await readCreated(simulator)).flatMap(({ messageId }) =>
    before.has(messageId) ? [] : messageId,
  );
  log(`restored after ${sentBetween.length} more messages`);
  return { promotion, kept, sentBetween };
};

/** Resolves when all workers have the rate, in messages a second. */
const setRate = async ({ workers }: Stage, call: Call, mps: number): Promise<void> => {
  const seenBefore = workers.map((worker) => worker.output().length);
  await ask(call, 'PUT', '/v1/senders/store', { body: { mps } });
  // A worker that was still starting says the rate with which it starts.
  const hasRate = (worker: SupervisedProcess, n: number) =>
    [`"mps":${mps},`, `"rate":${mps},`].some((field) => worker.output().slice(seenBefore[n]).includes(field));
  while (!workers.every(hasRate)) await sleep(pollMs);
};

const restoreData = async (
  { postgres, redis, api, workers }: Stage,
  { how }: RestorePlan,
  backupAt: Date,
): Promise<void> => {
  if (how !== 'as-is' && how !== 'dump') return postgres.restore(how);
  const { promise: isRecorded, resolve } = Promise.withResolvers<void>();
  const killed = [api, ...workers].map((process) => process.kill(isRecorded));
  await postgres.restore(how);
  if (how === 'as-is' && !redis) await recordRestore(postgres.url, backupAt);
  resolve();
  await Promise.all(killed);
};

/** `recado restored` waits for the workers, so it is stopped as soon as it has written. */
const recordRestore = async (databaseUrl: string, backupAt: Date): Promise<void> => {
  await using command = startProcess('apps/cli/src/main.ts', { DATABASE_URL: databaseUrl }, [
    'restored',
    '--at',
    backupAt.toISOString(),
  ]);
  while (!command.output.text().includes('Start the workers')) await sleep(pollMs);
};

const personOf = (n: number): string => `+55119${80_000_000 + n}`;

/** Every second person of the promotion. */
const optOutsOf = (size: number): string[] => Array.from({ length: Math.ceil(size / 2) }, (_, n) => personOf(2 * n));

const pollMs = 200;

type Request = { body?: unknown; key?: string };

/** Repeats a request until it is answered well: the API may be restarting. */
const ask = async (call: Call, method: string, path: string, request: Request = {}): Promise<unknown> => {
  for (let triesLeft = 1_500; ; triesLeft -= 1) {
    const answer = await call(method, path, request).catch((error: unknown) => ({
      status: 0,
      body: String(error),
    }));
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    if (triesLeft === 0 || isRefused(answer.status))
      throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await sleep(pollMs);
  }
};

/** These are repeated: no API, a key in use, too many requests. */
const isRefused = (status: number): boolean => status >= 400 && status < 500 && status !== 409 && status !== 429;

const anyHour = { from: '00:00', to: '24:00', timezone: 'UTC' };
const consent = { source: 'loja', evidence: 'ficha de 2026' };
const variablesOf: Record<string, object> = { promotion: { discount: '10%' }, order_confirmation: { order_id: '7' } };

const draft = async (call: Call, template: string, people: number, from: number): Promise<string> => {
  const request = { name: template, template, variables: variablesOf[template], senders: ['store'], window: anyHour };
  const { id } = (await ask(call, 'POST', '/v1/campaigns', { body: { ...request, consent } })) as { id: string };
  const rows = Array.from({ length: people }, (_, n) => ({ to: personOf(from + n) }));
  await ask(call, 'POST', `/v1/campaigns/${id}/recipients`, { body: rows });
  return id;
};

const launch = (call: Call, id: string) => ask(call, 'POST', `/v1/campaigns/${id}/launch`, { body: {} });

/** Under a key, so that a request whose answer was late is no second message. */
const acceptMany = (call: Call, count: number, from: number): Promise<string[]> =>
  inTurns(
    Array.from({ length: count }, (_, n) => from + n),
    async (n) => {
      const variables = { order_id: `pedido-${n}` };
      const body = { to: personOf(n % 500), template: 'order_confirmation', variables };
      return ((await ask(call, 'POST', '/v1/messages', { body, key: `order-${n}` })) as { id: string }).id;
    },
  );

const atOnce = 20;

const inTurns = async <Item, Done>(items: Item[], work: (item: Item) => Promise<Done>): Promise<Done[]> => {
  const [waiting, done] = [items.values(), [] as Done[]];
  const serve = async () => {
    for (const item of waiting) done.push(await work(item));
  };
  await Promise.all(Array.from({ length: atOnce }, serve));
  return done;
};

const untilCreated = async ({ simulator }: Stage, count: number): Promise<void> => {
  while ((await readCreated(simulator)).length < count) await sleep(pollMs);
};
