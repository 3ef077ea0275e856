import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Twilio account that does not exist. */
export const account = {
  sid: `AC${'0'.repeat(32)}`,
  authToken: '0123456789abcdef0123456789abcdef',
};

/** Holds the API key of the benchmark. */
export const apiKey = 'the key of the benchmark, which is public';

export const senderId = 'store';
export const senderAddress = '+551150289876';

/** Returns a typical message, an order confirmation, to the nth of many people. */
export const requestOf = (n: number) => ({
  to: `+5511${900_000_000 + n}`,
  template: 'order_confirmation',
  variables: { order_id: String(n) },
});

/** Listens on a free port of 127.0.0.1, and reports the URL to the benchmark. */
export const listen = async (app: RequestListener): Promise<void> => {
  const server = createServer({ keepAliveTimeout: 65_000 }, app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  reportReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
};

type Question = { ask: string; id: number };

/** Answers queries of the benchmark over its IPC channel, and exits when the benchmark disconnects. */
export const answerBench = (answers: Record<string, () => unknown>): void => {
  // oxlint-disable-next-line no-restricted-properties -- the channel to the parent is neither environment nor signal
  process.on('message', ({ ask, id }: Question) => {
    const answer = answers[ask];
    if (answer) process.send?.({ id, answer: answer() });
  });
  // oxlint-disable-next-line no-restricted-properties -- as above
  process.once('disconnect', () => process.exit());
};

/** Reports to the benchmark that this process is ready, with its URL. */
export const reportReady = (url = ''): void => void process.send?.({ ready: true, url });
