import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { account } from './simulator.ts';

export type Received = { parameters: Record<string, string>; isSigned: boolean; token: string };

const byName = (a = '', b = '') => a.localeCompare(b);

/** Takes status callbacks as a customer's server would, and checks each signature with Twilio's own function. */
export const startWebhook = async (answers: number[] = []) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const take = (body: string) => {
      const parameters = Object.fromEntries(new URLSearchParams(body));
      const url = `http://${request.headers.host}${request.url}`;
      const signature = String(request.headers['x-twilio-signature']);
      received.push({
        parameters,
        isSigned: validateRequest(account.TWILIO_AUTH_TOKEN, signature, url, parameters),
        token: String(request.headers['i-twilio-idempotency-token']),
      });
      response.writeHead(answers[received.length - 1] ?? 204).end();
    };
    void text(request).then(take);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/status?id=42`,
    received,
    /** Callbacks overtake each other, here as at Twilio: only which of them came is certain. */
    statuses: () => received.map(({ parameters }) => parameters['MessageStatus']).toSorted(byName),
    about: (status: string) => received.find(({ parameters }) => parameters['MessageStatus'] === status),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
