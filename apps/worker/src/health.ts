import { http, metricsContentType } from '@recado/runtime';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Check = { name: string; ping: () => Promise<void> };

type Options = {
  host: string;
  port: number;
  checks: Check[];
  /** Requests go to a simulator, so no person gets a message. */
  isSimulated: boolean;
  /** Returns the restore of the database that is under way; the worker is ready during it. */
  findRestore: () => Promise<object | undefined>;
  /** Writes the metrics for `GET /metrics`. */
  expose: () => Promise<string>;
};

const timeoutMs = 2_000;

/**
 * `GET /healthz` answers 200 while the process lives, `GET /readyz` 200 while every store answers and 503 otherwise. It shows a
 * restore of the database that is under way.
 * `GET /metrics` is for Prometheus.
 * Resolves with the address it listens on.
 */
export const startHealth = async ({ host, port, expose, ...readiness }: Options) => {
  const server = http.createServer((request, response) => {
    if (request.url === '/healthz') answer(response, 200, { status: 'ok' });
    else if (request.url === '/readyz') void answerReadiness(response, readiness);
    else if (request.url === '/metrics') void answerMetrics(response, expose);
    else answer(response, 404, { status: 'not found' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://${host}:${bound}`, [Symbol.asyncDispose]: stop };
};

const isUp = async ({ ping }: Check): Promise<boolean> => {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, timeoutMs, false).unref());
  return Promise.race([
    ping().then(
      () => true,
      () => false,
    ),
    late,
  ]);
};

const answer = (response: ServerResponse, status: number, body: unknown) => {
  const headers = { 'content-type': 'application/json', ...(status === 503 && { 'retry-after': '5' }) };
  response.writeHead(status, headers).end(JSON.stringify(body));
};

type ReadinessOptions = Pick<Options, 'checks' | 'isSimulated' | 'findRestore'>;

const answerReadiness = async (response: ServerResponse, { checks, isSimulated, findRestore }: ReadinessOptions) => {
  const results = await Promise.all(checks.map(async (check) => [check.name, await isUp(check)] as const));
  const ready = results.every(([, up]) => up);
  const states = Object.fromEntries(results.map(([name, up]) => [name, up ? 'up' : 'down']));
  const restore = ready ? await findRestore().catch(() => undefined) : undefined;
  answer(response, ready ? 200 : 503, {
    status: ready ? 'ready' : 'waiting',
    ...(isSimulated && { warning: 'a simulator stands in for Twilio' }),
    checks: states,
    ...(restore && { restore }),
  });
};

/** A store that fails while metrics are read costs this answer, not the process. */
const answerMetrics = async (response: ServerResponse, expose: Options['expose']) => {
  const text = await expose().catch(() => undefined);
  if (text === undefined) return answer(response, 503, { status: 'metrics are not available' });
  response.writeHead(200, { 'content-type': metricsContentType }).end(text);
};
