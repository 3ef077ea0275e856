import type { RequestHandler } from 'express';
import type { Faults } from '../faults.ts';
import { answerRefusal } from '../refusals/refusal.ts';
import type { Timers } from '../timers.ts';
import { noteRequest } from './answer.ts';

const isCreate = (method: string, path: string) => method === 'POST' && path.endsWith('/Messages.json');

/** Counts the request among those in flight, and lets happen to it what `faults` decides. */
export const disturb = (faults: Pick<Faults, 'decide'>, timers: Timers): RequestHandler => {
  let inFlight = 0;
  return (request, response, next) => {
    inFlight += 1;
    noteRequest(response, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    const { latencyMs, answer } = faults.decide(isCreate(request.method, request.path));
    const proceed = () => {
      if (!answer) return next();
      const retryAfter = answer.retryAfter === undefined ? {} : { 'Retry-After': String(answer.retryAfter) };
      answerRefusal(response, answer, retryAfter);
    };
    if (latencyMs > 0) timers.after(latencyMs, proceed);
    else proceed();
  };
};
