import { setTimeout as sleep } from 'node:timers/promises';
import { queueEngines, startRedisServer, type StartedProcess } from '@recado/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCampaignActions, type CampaignActions } from './support/campaign-actions.ts';
import { shortTimeouts } from './chaos/faults.ts';
import { readCreated } from './chaos/twilio-side.ts';
import { startSystem, type System } from './support/system.ts';

const kills = 5;
/** Messages a second: slow enough to be killed in the middle. */
const rate = 125;
const people = rate * (2 * kills + 2);
const workers = 3;
const killEveryMs = 1_000;
const timeout = 240_000;

const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
const environment = { ...shortTimeouts, LOG_LEVEL: 'warn' };

const numberOf = (person: number) => `+55119${80_000_000 + person}`;
const csv = ['telefone;discount;nota', ...Array.from({ length: people }, (_, n) => `${numberOf(n)};20%;`), ''].join(
  '\n',
);

/** More than the sockets between can hold: when so much has left, the API has read what came before. */
const fillers = 600;
const filler = `${numberOf(people)};20%;${'x'.repeat(30_000)}\n`;

/** A file without an end. `onRead` is called once enough rows were read that their people are with the API. */
async function* longFile(onRead: () => void) {
  yield Buffer.from(csv);
  for (let n = 0; n < 4 * fillers; n += 1) {
    if (n === fillers) onRead();
    yield Buffer.from(filler);
  }
  throw new Error('the API took all of it');
}

/** Kills the API in the middle of a file, and brings it back. */
const breakUpload = async (system: System, campaigns: CampaignActions, id: string): Promise<void> => {
  const { promise: isRead, resolve: onRead } = Promise.withResolvers<void>();
  const upload = campaigns.upload(id, ReadableStream.from(longFile(onRead))).catch((error: unknown) => error);
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
const expectEveryoneOnce = async (system: System, campaigns: CampaignActions, id: string): Promise<void> => {
  const { progress } = await campaigns.ends(id, 120_000);
  expect(progress).toMatchObject({ people, done: people, percent: 100 });
  const recipientReport = await campaigns.recipientReport(id);
  expect(recipientReport.map(({ to }) => to).toSorted()).toEqual(Array.from({ length: people }, (_, n) => numberOf(n)));
  expect(new Set(recipientReport.map(({ status }) => status))).toEqual(new Set(['delivered']));
  const atTwilio = (await readCreated(system.simulator)).map(({ messageId }) => messageId);
  expect(atTwilio.toSorted()).toEqual(recipientReport.map((entry) => entry.message_id).toSorted());
};

/** Breaks all that can be, from the file to the last message. */
const expectSurvival = async (system: System, atKill: (kill: number) => Promise<void>): Promise<void> => {
  const campaigns = makeCampaignActions(system);
  const id = await campaigns.draft();
  await system.call('PUT', '/v1/senders/store', { mps: rate });
  await breakUpload(system, campaigns, id);
  expect((await campaigns.show(id)).recipients).toBe(0);
  await expect.poll(async () => (await campaigns.upload(id, csv)).status, { timeout: 15_000 }).toBe(200);
  expect((await campaigns.upload(id, csv)).body).toMatchObject({ accepted: 0, duplicates: people });

  const running = await Promise.all(Array.from({ length: workers }, () => system.startWorker()));
  expect(await campaigns.launch(id)).toBe(200);
  await killWorkers(system, running, async (kill) => {
    // The last ones may come too late, since it takes a busy machine some seconds to start a worker.
    if (kill < kills / 2) expect((await campaigns.show(id)).status).toBe('running');
    await atKill(kill);
  });
  await expectEveryoneOnce(system, campaigns, id);
};

describe.each(queueEngines)('a campaign whose processes are killed, on the %s engine', (engine) => {
  it(
    'has everyone in its audience once and sends each one message, also when Redis is emptied',
    { timeout },
    async () => {
      const redis = engine === 'redis' ? await startRedisServer() : undefined;
      onTestFinished(() => redis?.[Symbol.asyncDispose]());
      const more = { ...environment, ...(redis && { REDIS_URL: redis.url }) };
      await using system = await startSystem(engine, simulation, more);
      await expectSurvival(system, async (kill) => {
        if (kill === 1) await redis?.flush();
      });
    },
  );
});
