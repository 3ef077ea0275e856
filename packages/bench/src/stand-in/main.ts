import type { IncomingMessage, RequestListener } from 'node:http';
import { answerBench, listen } from '../lab/account.ts';
import { created } from './created.ts';

/**
 * As little of Twilio as takes a message: it answers a create call after a while and notes when it came; of anything else
 * it has none. The simulator does a hundred times more with each, and on two cores it would be what is measured.
 */
const latencyMs = Number(process.argv[2]);
const watchFor = process.argv[3] ?? '';

/** Milliseconds since 1970, with fractions. */
const now = () => performance.timeOrigin + performance.now();
const arrivals: number[] = [];
/** When a number was first written to, of those that are told apart. */
const watched: Record<string, number> = {};

const watch = (request: IncomingMessage, at: number): void => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.once('end', () => {
    const number = new URLSearchParams(body).get('To')?.replace(/^whatsapp:/, '') ?? '';
    if (number.startsWith(watchFor)) watched[number] ??= at;
  });
};

const take: RequestListener = (request, response) => {
  if (request.method !== 'POST') return response.writeHead(404).end();
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
