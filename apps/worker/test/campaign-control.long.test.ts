import { queueEngines } from '@recado/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCreated } from './chaos/twilio-side.ts';
import { startSystem, type System } from './support/system.ts';

const people = 1_500;
const rate = 200;
const rounds = 2;
/** The time after a change of a campaign's status in which its messages may still be sent. */
const effectMs = 5_000;

const csv = ['telefone,discount', ...Array.from({ length: people }, (_, n) => `+55119${80_000_000 + n},20%`)].join(
  '\n',
);

const campaign = {
  name: 'Natal',
  template: 'promotion',
  senders: ['store'],
  consent: { source: 'loja', evidence: 'formulário' },
  // At any time, so that the test is one, too.
  window: { from: '00:00', to: '24:00', timezone: 'UTC' },
};

type Shown = {
  status: string;
  recipients: number;
  events: { type: string }[];
  progress: { by_status: Record<string, number> };
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(queueEngines)('a campaign on the %s engine, sent by three workers', (engine) => {
  let system: System;
  let id: string;
  beforeEach(async () => {
    system = await startSystem(
      engine,
      { SIMULATOR_READ_SHARE: '0' },
      { UPKEEP_INTERVAL_MS: '1000', LOG_LEVEL: 'info' },
    );
    await system.call('PUT', '/v1/senders/store', { mps: rate });
    await Promise.all(Array.from({ length: 3 }, () => system.startWorker()));
    ({ id } = (await system.call('POST', '/v1/campaigns', campaign)).body);
    await fetch(`${system.url}/v1/campaigns/${id}/recipients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.env.RECADO_API_KEY}`, 'content-type': 'text/csv' },
      body: csv,
    });
  });
  afterEach(() => system[Symbol.asyncDispose]());

  const show = async () => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;
  const byStatus = async () => {
    const counts = Object.entries((await show()).progress.by_status);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  };
  const created = async () => (await readCreated(system.simulator)).map(({ messageId }) => messageId);
  const countCreated = async () => (await created()).length;

  /** Makes the same request from many callers at once, and returns how many succeeded. */
  const byMany = async (verb: string, callers = 20) => {
    const answers = await Promise.all(
      Array.from({ length: callers }, () => system.call('POST', `/v1/campaigns/${id}/${verb}`)),
    );
    return answers.filter(({ status }) => status === 200).length;
  };

  const isSending = (already: number) => expect.poll(countCreated, { interval: 250 }).toBeGreaterThan(already);

  /** Nothing leaves any more once the time for it is over. */
  const expectSilence = async () => {
    await sleep(effectMs);
    const before = await countCreated();
    await sleep(1_000);
    expect(await countCreated()).toBe(before);
    return before;
  };

  const expectNobodyTwice = async (sent: number) => {
    const ids = await created();
    expect(ids).toHaveLength(sent);
    expect(new Set(ids).size).toBe(sent);
  };

  it('is paused and resumed by many, again and again, and reaches everyone once', async () => {
    expect((await show()).recipients).toBe(people);
    expect(await byMany('launch')).toBe(1);
    let sent = 0;
    for (let round = 0; round < rounds; round += 1) {
      await isSending(sent);
      expect(await byMany('pause')).toBe(20);
      sent = await expectSilence();
      expect(await byMany('resume')).toBe(20);
    }
    await Promise.all(['pause', 'resume', 'pause', 'resume'].map((verb) => byMany(verb)));
    await byMany('resume', 1);
    await expect.poll(byStatus, { interval: 500 }).toEqual({ delivered: people });
    await expect.poll(async () => (await show()).status).toBe('completed');
    await expectNobodyTwice(people);
    const types = (await show()).events.map(({ type }) => type);
    expect(types.filter((type) => type === 'launched')).toHaveLength(1);
    expect(types.filter((type, index) => type === types[index - 1])).toEqual([]);
  });

  it('is canceled by many: nothing more leaves, and everyone is accounted for', async () => {
    await byMany('launch', 1);
    await isSending(250);
    expect(await byMany('cancel')).toBe(20);
    const sent = await expectSilence();
    expect(sent).toBeLessThan(people);
    await expect.poll(byStatus, { interval: 500 }).toEqual({ delivered: sent, canceled: people - sent });
    await expectNobodyTwice(sent);
    expect(await show()).toMatchObject({ status: 'canceled', recipients: people });
  });
});
