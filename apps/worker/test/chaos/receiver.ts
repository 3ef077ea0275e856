import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { EventOfLog } from './judge-events.ts';
import type { Random } from './random.ts';
import { readLastEvent, untilDone } from './record-side.ts';
import type { Call } from './shop.ts';

/** A server of the shop that gets all events, and is as unreliable as servers are. */
export type Receiver = AsyncDisposable & {
  /** The events in the order of their first arrival. */
  got: () => EventOfLog[];
  /** Requests whose signature is wrong. */
  forged: () => number;
  /** Refuses every connection for so long. */
  goAway: (forMs: number) => Promise<void>;
  /** Waits until the webhook has everything, or gets nothing new for so long. */
  untilCaughtUp: (unchangedMs: number) => Promise<void>;
};

const shares = { refuse: 0.05, take_and_refuse: 0.02, cut: 0.02, hang: 0.002, redirect: 0.01 };
type Fault = keyof typeof shares;

/** Starts a server and a webhook that leads to it. */
export const startReceiver = async (call: Call, random: Random): Promise<Receiver> => {
  const events = new Map<string, EventOfLog>();
  const state = { forged: 0, isAway: false, webhook: { id: '', secret: '' } };
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await textOf(request);
      if (state.isAway) return void request.socket.destroy();
      const fault = faultOf(random.next());
      if (fault === undefined || fault === 'take_and_refuse') {
        if (!isSigned(state.webhook.secret, request, body)) state.forged += 1;
        const event = JSON.parse(body) as EventOfLog & { id: string };
        if (!events.has(event.id)) events.set(event.id, event);
      }
      answer(fault, request, response);
    };
    take().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { status, body } = await call('POST', '/v1/webhooks', { body: { url: `http://127.0.0.1:${port}/` } });
  if (status !== 201) throw new Error(`the webhook was answered ${status}: ${JSON.stringify(body)}`);
  state.webhook = body as { id: string; secret: string };
  return {
    got: () => [...events.values()],
    forged: () => state.forged,
    goAway: async (forMs) => {
      state.isAway = true;
      await sleep(forMs);
      state.isAway = false;
    },
    untilCaughtUp: (unchangedMs) =>
      untilDone(
        () => isCaughtUp(call, state.webhook.id),
        async () => events.size,
        unchangedMs,
      ),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const faultOf = (drawn: number): Fault | undefined => {
  let upTo = 0;
  for (const [fault, share] of Object.entries(shares) as [Fault, number][]) {
    upTo += share;
    if (drawn < upTo) return fault;
  }
  return undefined;
};

const isSigned = (secret: string, { headers }: IncomingMessage, body: string): boolean => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

const answer = (fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): void => {
  if (fault === 'hang') return;
  if (fault === 'cut') return void request.socket.destroy();
  if (fault === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  response.writeHead(fault === undefined ? 204 : 500).end();
};

type State = { sequence: number; waiting: number };

/** False while the API does not answer. */
const isCaughtUp = async (call: Call, id: string): Promise<boolean> => {
  try {
    const last = await readLastEvent(call);
    const { sequence, waiting } = (await call('GET', `/v1/webhooks/${id}`)).body as State;
    return last !== undefined && sequence >= last && waiting === 0;
  } catch {
    return false;
  }
};
