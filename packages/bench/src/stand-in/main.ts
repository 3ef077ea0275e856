import type { IncomingMessage, RequestListener } from 'node:http';
import { answerBench, listen } from '../lab/account.ts';
import { created } from './created.ts';

/**
 * Runs a minimal Twilio that accepts create requests and lists nothing. It records the time of each and responds after
 * a delay. The simulator does a hundred times more per message, so on two cores it would dominate the measurement.
 */
const latencyMs = Number(process.argv[2]);
const watchFor = process.argv[3] ?? '';

/** Returns milliseconds since 1970, with fractions. */
const now = () => performance.timeOrigin + performance.now();
const arrivals: number[] = [];
/** Holds the time of the first message to each separately recorded number. */
const watched: Record<string, number> = {};

const watch = (request: IncomingMessage, at: number): void => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.once('end', () => {
    const number = new URLSearchParams(body).get('To')?.replace(/^whatsapp:/, '') ?? '';
    if (number.startsWith(watchFor)) watched[number] ??= at;
  });
};

const json = { 'content-type': 'application/json' };
const emptyList = JSON.stringify({ messages: [], next_page_uri: null, page: 0, page_size: 1000 });

const take: RequestListener = (request, response) => {
  // Marketing waits until the list of inbound messages was read.
  if (request.method === 'GET') return response.writeHead(200, json).end(emptyList);
  const at = now();
  arrivals.push(at);
  if (watchFor) watch(request, at);
  const answer = created(arrivals.length);
  const headers = { 'content-type': 'application/json', 'content-length': answer.length };
  const send = () => response.writeHead(201, headers).end(answer);
  request.resume().once('end', () => setTimeout(send, latencyMs));
};

answerBench({ count: () => ({ count: arrivals.length, at: now() }), arrivals: () => arrivals, watched: () => watched });
await listen(take);
