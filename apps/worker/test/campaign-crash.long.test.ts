import { queueEngines, startRedisServer } from '@recado/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCampaignActions, type CampaignActions } from './support/campaign-actions.ts';
import { shortTimeouts } from './chaos/faults.ts';
import { readCreated } from './chaos/twilio-side.ts';
import { startSystem, type System } from './support/system.ts';

const kills = 5;
/** Messages a second: slow enough for all kills to be in the middle. */
const rate = 125;
const people = rate * (2 * kills + 2);
const workers = 3;

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

/** Waits until so many of the campaign's messages have been sent. */
const untilSent = async (campaigns: CampaignActions, id: string, share: number): Promise<void> => {
  const sent = async () => {
    const { accepted = 0, pending = 0 } = (await campaigns.show(id)).progress.by_status;
    return people - accepted - pending;
  };
  await expect.poll(sent, { interval: 100 }).toBeGreaterThanOrEqual(share * people);
};

/** Everyone of the file is in the audience once, and everyone was sent one message. */
const expectEveryoneOnce = async (system: System, campaigns: CampaignActions, id: string): Promise<void> => {
  const { progress } = await campaigns.ends(id);
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
  await expect.poll(async () => (await campaigns.upload(id, csv)).status).toBe(200);
  expect((await campaigns.upload(id, csv)).body).toMatchObject({ accepted: 0, duplicates: people });

  const running = Array.from({ length: workers }, () => system.startWorker());
  await Promise.all(running);
  expect(await campaigns.launch(id)).toBe(200);
  for (let kill = 0; kill < kills; kill += 1) {
    await untilSent(campaigns, id, (kill + 1) / (kills + 1));
    await (await running.shift())?.kill('SIGKILL');
    await atKill(kill);
    // Nobody waits for the new one: on a busy machine the others would send everything in the meantime.
    running.push(system.startWorker());
  }
  await Promise.all(running);
  await expectEveryoneOnce(system, campaigns, id);
};

describe.each(queueEngines)('a campaign whose processes are killed, on the %s engine', (engine) => {
  it('has everyone in its audience once and sends each one message, also when Redis is emptied', async () => {
    const redis = engine === 'redis' ? await startRedisServer() : undefined;
    onTestFinished(() => redis?.[Symbol.asyncDispose]());
    const more = { ...environment, ...(redis && { REDIS_URL: redis.url }) };
    await using system = await startSystem(engine, simulation, more);
    await expectSurvival(system, async (kill) => {
      if (kill === 1) await redis?.flush();
    });
  });
});
