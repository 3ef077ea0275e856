import type { Readiness } from '@recado/contract';
import { Unavailable } from '@recado/messaging';
import { metricsContentType, type ClockState } from '@recado/runtime';
import type { RequestHandler } from 'express';

/** Answers that the process is alive. Readiness is checked by /readyz. */
export const healthz: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' });
};

type ReadyzDeps = {
  /** A stop was asked for: a load balancer should send nothing more. */
  isStopping: () => boolean;
  /** True once the schema is migrated, the keys are checked and the seeds are there. */
  isPrepared: () => boolean;
  /** Requests go to a simulator, so no person gets a message. */
  isSimulated: boolean;
  /** Reads PostgreSQL's time again before it says that this process's clock is wrong. */
  confirmClockState: () => Promise<ClockState>;
  pingPostgresql: () => Promise<void>;
  pingQueue: () => Promise<void>;
};

const timeoutMs = 2_000;

/** 200 while messages can be accepted. The queue may be away: maintenance queues them once it is back. */
export const readyz =
  ({ isStopping, isPrepared, isSimulated, confirmClockState, pingPostgresql, pingQueue }: ReadyzDeps): RequestHandler =>
  async (_request, response) => {
    const [postgresql, queue, clock] = await Promise.all([
      failureOf('PostgreSQL', pingPostgresql),
      failureOf('the queue', pingQueue),
      confirmClockState(),
    ]);
    const prepared = isPrepared();
    const obstacle = [
      isStopping() && 'the process stops',
      postgresql,
      !prepared && 'the database is not prepared yet',
      clock === 'wrong' && 'the clock of this process is wrong',
    ].find(Boolean);
    const reason = obstacle || queue;
    const ableTo = queue ? 'degraded' : 'ok';
    const readiness: Readiness = {
      status: obstacle ? 'unavailable' : ableTo,
      ...(reason && { reason }),
      ...(isSimulated && { warning: 'a simulator stands in for Twilio' }),
      checks: { postgresql: say(postgresql), migrations: prepared ? 'ok' : 'pending', queue: say(queue), clock },
    };
    if (obstacle) response.status(503).set('Retry-After', '5');
    response.set('Cache-Control', 'no-store').json(readiness);
  };

/** Says what is wrong with a store, and nothing when it answers in time. A late answer is none. */
const failureOf = async (name: string, ping: () => Promise<void>): Promise<string | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = `${name} does not answer`;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, silence);
  });
  const answered = ping().then(
    () => undefined,
    (error: unknown) => (error instanceof Unavailable && error.refusesWrites ? `${name} takes no writes` : silence),
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
};

const say = (failure: string | undefined) => (failure === undefined ? 'ok' : 'down');

type MetricsDeps = { metrics: { expose: () => Promise<string> } };

/** Figures of this process for Prometheus: nothing in them is of a person. */
export const metrics =
  (deps: MetricsDeps): RequestHandler =>
  async (_request, response) => {
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': metricsContentType });
    response.end(await deps.metrics.expose());
  };
