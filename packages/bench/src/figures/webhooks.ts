import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Message } from '@recado/contract';
import { request } from 'undici';
import { apiKey } from '../lab/account.ts';
import { callJson } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado, type Recado } from '../lab/recado.ts';
import { openLoop } from '../load/loops.ts';
import { startStandIn } from '../stand-in/start.ts';
import { percentile } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

const endpoints = 50;
const perSecond = 40;
const latencyMs = 20;
/** The stand-in records the arrivals of these numbers. */
const prefix = '+5521';
/** Messages that are sent last have this time to arrive. */
const settleMs = 2_000;
/** Requests to a webhook that was deleted end after ten seconds; what follows is measured without them. */
const endMs = 11_000;

/**
 * Measures the time of order confirmations from the request to Twilio, while 50 webhooks get every event and never answer.
 * The reference is the same without webhooks. Both take turns on one installation.
 */
export const measureWebhooks = async (lab: Lab, { webhooks: { seconds }, rounds }: Sizes): Promise<Figure[]> => {
  await using standIn = await startStandIn(lab, latencyMs, prefix);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps: 400 });
  await recado.startWorker();
  await using slow = await startSlow();
  const orders = makeOrders(recado);
  await orders.send(seconds);
  const took: number[][] = [];
  const reference: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const without = await orders.send(seconds);
    const removeAll = await createWebhooks(recado, slow.url);
    const beside = await orders.send(seconds);
    await removeAll();
    await sleep(endMs);
    const arrived = await standIn.ask<Record<string, number>>('watched');
    const timesOf = (sentAt: Map<string, number>) =>
      Array.from(sentAt, ([to, at]) => (arrived[to] ?? Number.POSITIVE_INFINITY) - at);
    reference.push(timesOf(without));
    took.push(timesOf(beside));
  }
  return [0.5, 0.99].map((share) => ({
    name: `webhooks: an order to Twilio beside ${endpoints} that hang, ${share * 100} of 100`,
    unit: 'ms',
    recado: took.map((times) => percentile(times, share)),
    reference: reference.map((times) => percentile(times, share)),
    ...(share > 0.5 && { goal: { of: 'ratio', atMost: 1.2 } as const }),
  }));
};

/** Starts a server that reads requests and never answers. */
const startSlow = async () => {
  const server = createServer((incoming) => void incoming.resume());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Returns milliseconds since 1970 with fractions, like the clock of the stand-in. */
const now = () => performance.timeOrigin + performance.now();

const makeOrders = ({ api }: Recado) => {
  let made = 0;
  return {
    /** Sends orders at a constant rate, and returns the time of each request by its number. */
    send: async (seconds: number): Promise<Map<string, number>> => {
      const sentAt = new Map<string, number>();
      const send = async () => {
        const to = `${prefix}9${90_000_000 + (made += 1)}`;
        sentAt.set(to, now());
        const message = { to, template: 'order_confirmation', variables: { order_id: String(made) } };
        Message.parse(await callJson(`${api.url}/v1/messages`, 'POST', message));
      };
      await openLoop({ send, perSecond, durationMs: seconds * 1_000 });
      await sleep(settleMs);
      return sentAt;
    },
  };
};

const headers = { authorization: `Bearer ${apiKey}` };

/** Creates the webhooks, and returns a function that deletes them. */
const createWebhooks = async ({ api }: Recado, url: string) => {
  const create = async () => (await callJson(`${api.url}/v1/webhooks`, 'POST', { url })) as { id: string };
  const created = await Promise.all(Array.from({ length: endpoints }, create));
  return async () => {
    for (const { id } of created) {
      const { statusCode, body } = await request(`${api.url}/v1/webhooks/${id}`, { method: 'DELETE', headers });
      await body.dump();
      if (statusCode !== 204) throw new Error(`A webhook was not deleted: ${statusCode}`);
    }
  };
};
