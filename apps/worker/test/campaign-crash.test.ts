import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithRedisServer, startRedisServer, type StartedProcess } from '@recado/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDesk, type Desk } from './campaign-desk.ts';
import { patience } from './chaos/faults.ts';
import { readCreated } from './chaos/twilio-side.ts';
import { startSystem, type System } from './system.ts';

const people = 1_500;
/** Messages a second: slow enough to be killed in the middle. */
const rate = 125;
const kills = 5;
const workers = 3;
const killEveryMs = 1_000;
const timeout = 240_000;

const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
const environment = { ...patience, LOG_LEVEL: 'warn' };

const numberOf = (person: number) => `+55119${80_000_000 + person}`;
const csv = ['telefone;discount;nota', ...Array.from({ length: people }, (_, n) => `${numberOf(n)};20%;`), ''].join(
  '\n',
);

/** More than the sockets between can hold: when so much has left, the API has read what came before. */
const fillers = 600;
const filler = `${numberOf(people)};20%;${'x'.repeat(30_000)}\n`;

/** A file whose end nobody comes to. `onRead`: once so much was taken that its people are with the API. */
async function* longFile(onRead: () => void) {
  yield Buffer.from(csv);
  for (let n = 0; n < 4 * fillers; n += 1) {
    if (n === fillers) onRead();
    yield Buffer.from(filler);
  }
  throw new Error('the API took all of it');
}

/** Kills the API in the middle of a file, and brings it back. */
const breakUpload = async (system: System, desk: Desk, id: string): Promise<void> => {
  const { promise: isRead, resolve: onRead } = Promise.withResolvers<void>();
  const upload = desk.upload(id, ReadableStream.from(longFile(onRead))).catch((error: unknown) => error);
  await isRead;
  await system.api.kill('SIGKILL');
  expect(await upload).toBeInstanceOf(Error);
  await system.restartApi();
};

/** Kills one worker after the other without a word, and puts another in its place. */
const killWorkers = async (system: System, running: StartedProcess[], alsoAt: (kill: number) => Promise<void>) => {
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(killEveryMs);
    await running.shift()?.kill('SIGKILL');
    await alsoAt(kill);
    running.push(await system.startWorker());
  }
};

/** Everyone of the file is in the audience once, and everyone was sent one message. */
const expectEveryoneOnce = async (system: System, desk: Desk, id: string): Promise<void> => {
  const { progress } = await desk.ends(id, 120_000);
  expect(progress).toMatchObject({ people, done: people, percent: 100 });
  const ledger = await desk.ledger(id);
  expect(ledger.map(({ to }) => to).toSorted()).toEqual(Array.from({ length: people }, (_, n) => numberOf(n)));
  expect(new Set(ledger.map(({ status }) => status))).toEqual(new Set(['delivered']));
  const atTwilio = (await readCreated(system.simulator)).map(({ messageId }) => messageId);
  expect(atTwilio.toSorted()).toEqual(ledger.map((entry) => entry.message_id).toSorted());
};

/** Breaks all that can be, from the file to the last message. */
const expectSurvival = async (system: System, atKill: (kill: number) => Promise<void>): Promise<void> => {
  const desk = openDesk(system);
  const id = await desk.draft();
  await system.call('PUT', '/v1/senders/store', { mps: rate });
  await breakUpload(system, desk, id);
  expect((await desk.show(id)).recipients).toBe(0);
  await expect.poll(async () => (await desk.upload(id, csv)).status, { timeout: 15_000 }).toBe(200);
  expect((await desk.upload(id, csv)).body).toMatchObject({ accepted: 0, duplicates: people });

  const running = await Promise.all(Array.from({ length: workers }, () => system.startWorker()));
  expect(await desk.launch(id)).toBe(200);
  await killWorkers(system, running, async (kill) => {
    // The last ones may come too late, since it takes a busy machine some seconds to start a worker.
    if (kill < kills / 2) expect((await desk.show(id)).status).toBe('running');
    await atKill(kill);
  });
  await expectEveryoneOnce(system, desk, id);
};

describe('a campaign whose API and workers are killed again and again', () => {
  it('has everyone in its audience once and sends each one message, on PostgreSQL', { timeout }, async () => {
    await using system = await startSystem('postgresql', simulation, environment);
    await expectSurvival(system, async () => undefined);
  });
});

describeWithRedisServer('a campaign whose Redis is emptied as well', () => {
  it('has everyone in its audience once and sends each one message', { timeout }, async () => {
    const redis = await startRedisServer();
    onTestFinished(() => redis[Symbol.asyncDispose]());
    await using system = await startSystem('redis', simulation, { ...environment, REDIS_URL: redis.url });
    await expectSurvival(system, async (kill) => {
      if (kill === 2) await redis.flush();
    });
  });
});
