import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const inFlight = new WeakMap<ServerResponse, { startedAt: number; concurrent: number }>();

/** Stores the facts about a request for the headers of its response. */
export const logRequest = (response: ServerResponse, concurrent: number): void => {
  inFlight.set(response, { startedAt: performance.now(), concurrent });
};

/**
 * Writes head and body together. Express's own `json` would hash every body for an ETag that Twilio does not send.
 */
export const answerJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      ...twilioHeaders(response),
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
};

const twilioHeaders = (response: ServerResponse) => {
  const request = inFlight.get(response);
  const seconds = request ? (performance.now() - request.startedAt) / 1000 : 0;
  return {
    'Twilio-Request-Id': newSid('RQ'),
    'Twilio-Concurrent-Requests': request?.concurrent ?? 1,
    'Twilio-Request-Duration': seconds.toFixed(3),
    'X-Home-Region': 'us1',
    'X-API-Domain': 'api.twilio.com',
  };
};

export const answerEmpty = (response: ServerResponse): void => {
  response.writeHead(204, twilioHeaders(response)).end();
};

/** Makes a SID of Twilio's shape: two letters and 32 hexadecimal digits. */
export const newSid = (prefix: string): string => prefix + randomUUID().replaceAll('-', '');

const sequenceDigits = 8;

/** Makes a SID that ends in its sequence number, so that a page token stays valid after its message was deleted. */
export const sequencedSid = (prefix: string, sequence: number): string =>
  newSid(prefix).slice(0, -sequenceDigits) + sequence.toString(16).padStart(sequenceDigits, '0');

export const sequenceOf = (sid: string): number => Number.parseInt(sid.slice(-sequenceDigits), 16);

let lastSecond = Number.NaN;
let lastText = '';

/**
 * Formats a date like Twilio: RFC 2822 in UTC ("Sun, 22 Nov 2026 12:00:00 +0000"). `at` is epoch milliseconds. It caches
 * the last date, because most calls are in the current second.
 */
export const rfc2822 = (at: number): string => {
  const second = Math.floor(at / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  lastText = new Date(at).toUTCString().replace('GMT', '+0000');
  return lastText;
};
