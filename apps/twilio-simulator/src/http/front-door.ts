import type { RequestListener, ServerResponse } from 'node:http';
import type { Answer, Step } from './step.ts';

export type FrontDoorDeps = {
  /** The create call's path. */
  createPath: string;
  takeTime: Step;
  authenticate: Step;
  create: Answer;
  fail: (response: ServerResponse, error: unknown) => void;
  /** Answers everything else. */
  app: RequestListener;
};

/** Takes create calls past Express, which would cost as much again as all that the simulator does with one. */
export const frontDoor =
  ({ createPath, takeTime, authenticate, create, fail, app }: FrontDoorDeps): RequestListener =>
  (request, response) => {
    if (request.method !== 'POST' || request.url !== createPath) return app(request, response);
    const make = () => void create(request, response).catch((error: unknown) => fail(response, error));
    takeTime(request, response, () => authenticate(request, response, make));
  };
