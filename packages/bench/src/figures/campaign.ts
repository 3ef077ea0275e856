import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Campaign, Message } from '@recado/contract';
import { request } from 'undici';
import { apiKey, senderId } from '../lab/account.ts';
import type { Child } from '../lab/child.ts';
import { callJson, newDraft, upload, writeAudience } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { datasetBytes } from '../lab/redis.ts';
import { openLoop } from '../load/loops.ts';
import { startStandIn } from '../stand-in/start.ts';
import { pace, percentile } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

const workers = 3;
const mebibyte = 1024 ** 2;
const lookEveryMs = 200;
/** The time until a changed rate is in force and the queue is filled for it. */
const settleMs = 5_000;
/** The rate is divided into such slices. */
const sliceMs = 100;
const transactionalPerSecond = 4;
const latencyMs = 20;

/** Numbers outside the audience's area, for messages that are sent beside the campaign. */
const beside = '+5521';

/**
 * Measures a campaign that three workers send: the use of its sender, its memory in Redis and the latency of its progress.
 * Also measures the time that an order confirmation takes to reach Twilio during the campaign.
 */
export const measureCampaign = async (lab: Lab, { campaign: { people, mps, seconds } }: Sizes): Promise<Figure[]> => {
  const file = join(lab.folder, 'campaign.csv');
  await writeAudience(file, people);
  await using standIn = await startStandIn(lab, latencyMs, beside);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps: mps[0] ?? 1 });
  const { api } = recado;
  await callJson(`${api.url}/v1/settings`, 'PUT', { objection_limits: { enabled: false } });
  const id = await newDraft(api.url, openCampaign);
  await upload(api.url, id, file);
  await Promise.all(Array.from({ length: workers }, recado.startWorker));
  const bytesBefore = await datasetBytes(lab.redis);
  await callJson(`${api.url}/v1/campaigns/${id}/launch`, 'POST', {});
  const figures: Figure[] = [];
  for (const [index, rate] of mps.entries()) {
    const measured = await measureAt({ lab, api, standIn, id }, rate, index * 100_000, seconds);
    figures.push(...figuresOf(rate, measured, bytesBefore));
  }
  return figures;
};

const numberOf = (n: number) => `${beside}9${90_000_000 + n}`;

/** A campaign that may send at any hour. */
export const openCampaign = {
  window: { from: '00:00', to: '24:00', timezone: 'UTC' },
  consent: { source: 'bench', evidence: 'nobody receives it' },
};

/** Returns milliseconds since 1970 with fractions, like the clock of the stand-in. */
const now = () => performance.timeOrigin + performance.now();

type Run = { lab: Lab; api: Child; standIn: Child; id: string };

/** Polls the progress and the memory of Redis until it is stopped. */
const watchProgress = ({ lab, api, id }: Run) => {
  const over = new AbortController();
  const headers = { authorization: `Bearer ${apiKey}` };
  const answers: number[] = [];
  let mostBytes = 0;
  const look = async () => {
    const began = performance.now();
    const answer = await request(`${api.url}/v1/campaigns/${id}`, { headers });
    Campaign.parse(await answer.body.json());
    answers.push(performance.now() - began);
    mostBytes = Math.max(mostBytes, await datasetBytes(lab.redis));
  };
  const watched = (async () => {
    while (!over.signal.aborted) {
      await look();
      await sleep(lookEveryMs);
    }
    return { answers, mostBytes };
  })();
  return () => {
    over.abort();
    return watched;
  };
};

/** Sends order confirmations beside the campaign, and returns the time of each request. */
const sendBeside = async ({ api }: Run, from: number, seconds: number): Promise<Map<string, number>> => {
  const sentAt = new Map<string, number>();
  const send = async (n: number) => {
    const to = numberOf(from + n);
    sentAt.set(to, now());
    const message = { to, template: 'order_confirmation', variables: { order_id: String(n) } };
    Message.parse(await callJson(`${api.url}/v1/messages`, 'POST', message));
  };
  await openLoop({ send, perSecond: transactionalPerSecond, durationMs: seconds * 1_000 });
  return sentAt;
};

type Measured = { used: number; took: number[]; answers: number[]; mostBytes: number };

const measureAt = async (run: Run, mps: number, from: number, seconds: number): Promise<Measured> => {
  await callJson(`${run.api.url}/v1/senders/${senderId}`, 'PUT', { mps });
  await sleep(settleMs);
  const since = now();
  const stop = watchProgress(run);
  const sentAt = await sendBeside(run, from, seconds);
  const { answers, mostBytes } = await stop();
  await sleep(settleMs);
  const until = since + seconds * 1_000;
  const arrivals = await run.standIn.ask<number[]>('arrivals');
  const arrived = await run.standIn.ask<Record<string, number>>('watched');
  const used = (pace(arrivals.filter((at) => at > since && at < until)) / mps) * 100;
  const took = Array.from(sentAt, ([to, at]) => (arrived[to] ?? Number.POSITIVE_INFINITY) - at);
  return { used, took, answers, mostBytes };
};

const figuresOf = (mps: number, { used, took, answers, mostBytes }: Measured, bytesBefore: number): Figure[] => {
  const name = `campaign at ${mps}/s`;
  const atMost = (value: number) => ({ of: 'recado', atMost: value }) as const;
  return [
    { name: `${name}: share of the rate used`, unit: '%', recado: [used], goal: { of: 'recado', atLeast: 99 } },
    {
      name: `${name}: growth of Redis`,
      unit: 'MiB',
      recado: [(mostBytes - bytesBefore) / mebibyte],
      goal: atMost(20),
    },
    { name: `${name}: progress, median answer`, unit: 'ms', recado: [percentile(answers, 0.5)] },
    { name: `${name}: progress, 99 of 100 answers`, unit: 'ms', recado: [percentile(answers, 0.99)], goal: atMost(50) },
    { name: `${name}: an order to Twilio, median`, unit: 'ms', recado: [percentile(took, 0.5)] },
    {
      name: `${name}: an order to Twilio, 99 of 100`,
      unit: 'ms',
      recado: [percentile(took, 0.99)],
      goal: atMost(500 + sliceMs),
    },
  ];
};
