import type { Timers } from '../timers.ts';
import { noteRequest } from './answer.ts';
import type { Step } from './step.ts';

export type LatencyDeps = { latencyMs: number; timers: Timers; onRequest: () => void };

/** Counts the request, also among those in flight, and lets its answer take `latencyMs`. */
export const latency = ({ latencyMs, timers, onRequest }: LatencyDeps): Step => {
  let inFlight = 0;
  const leave = () => {
    inFlight -= 1;
  };
  return (_request, response, next) => {
    onRequest();
    inFlight += 1;
    noteRequest(response, inFlight);
    response.once('close', leave);
    if (latencyMs > 0) timers.after(latencyMs, next);
    else next();
  };
};
