import type { ServerResponse } from 'node:http';
import { newSid } from './format.ts';

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
