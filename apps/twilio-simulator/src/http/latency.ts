import type { RequestHandler } from 'express';
import type { Timers } from '../timers.ts';
import { noteRequest } from './answer.ts';

export type LatencyDeps = { latencyMs: number; timers: Timers; onRequest: () => void };

/** Counts the request, also among those in flight, and lets its answer take `latencyMs`. */
export const latency = ({ latencyMs, timers, onRequest }: LatencyDeps): RequestHandler => {
  let inFlight = 0;
  return (_request, response, next) => {
    onRequest();
    inFlight += 1;
    noteRequest(response, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    if (latencyMs > 0) timers.after(latencyMs, next);
    else next();
  };
};
