import type { Readiness } from '@recado/contract';
import { metricsContentType, type ClockState } from '@recado/runtime';
import type { RequestHandler } from 'express';

/** Liveness check. Readiness is checked by /readyz. */
export const healthz: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' });
};

type ReadyzDeps = {
  /** True once the schema is migrated, the keys are checked and the seeds are there. */
  isPrepared: () => boolean;
  clockState: () => ClockState;
  pingPostgresql: () => Promise<void>;
  pingQueue: () => Promise<void>;
};

const patienceMs = 2_000;

/** 200 only when everything that a request may need is there; what is missing is named. */
export const readyz =
  ({ isPrepared, clockState, pingPostgresql, pingQueue }: ReadyzDeps): RequestHandler =>
  async (_request, response) => {
    const [postgresql, queue] = await Promise.all([answers(pingPostgresql), answers(pingQueue)]);
    const prepared = isPrepared();
    const clock = clockState();
    const ready = postgresql && queue && prepared && clock !== 'wrong';
    const readiness: Readiness = {
      status: ready ? 'ok' : 'unavailable',
      checks: { postgresql: say(postgresql), migrations: prepared ? 'ok' : 'pending', queue: say(queue), clock },
    };
    if (!ready) response.status(503).set('Retry-After', '5');
    response.set('Cache-Control', 'no-store').json(readiness);
  };

/** Returns whether a store answers in time. */
const answers = async (ping: () => Promise<void>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  const answered = ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
};

const say = (up: boolean) => (up ? 'ok' : 'down');

type MetricsDeps = { metrics: { expose: () => Promise<string> } };

/** Figures of this process for Prometheus: nothing in them is of a person. */
export const metrics =
  (deps: MetricsDeps): RequestHandler =>
  async (_request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': metricsContentType });
    response.end(await deps.metrics.expose());
  };
