import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Event } from '@recado/contract';
import { Webhook } from 'standardwebhooks';
import type { ApiClient } from '../api/client.ts';

const lookEveryMs = 200;

/** A server that gets every event of the demo by a webhook, as a backend does. */
export const openReceiver = async (api: ApiClient) => {
  const got = new Set<number>();
  let secret = '';
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = verify(await read(request), request.headers as Record<string, string>);
    if (event) got.add(event.sequence);
    response.writeHead(event ? 204 : 401).end();
  };
  const verify = (body: string, headers: Record<string, string>): Event | undefined => {
    try {
      return Event.parse(new Webhook(secret).verify(body, headers));
    } catch {
      return undefined;
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const created = await api.webhooks.create({ url: `http://127.0.0.1:${port}/` });
  secret = created.secret;
  return {
    /** Waits until everything that happened has arrived, or until the deadline. */
    compare: async ({ deadlineMs, signal }: Waiting): Promise<Comparison> => {
      const { next_after: last } = await api.events({ after: 'latest' });
      const numbers = Array.from({ length: last - created.sequence }, (_, place) => created.sequence + place + 1);
      const until = Date.now() + deadlineMs;
      const missing = () => numbers.filter((number) => !got.has(number)).length;
      while (missing() && Date.now() < until) await sleep(lookEveryMs, undefined, { signal });
      return { events: numbers.length, missing: missing() };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

type Waiting = { deadlineMs: number; signal: AbortSignal };
type Comparison = { events: number; missing: number };

const read = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
};
