import type { OpenRestore } from '@recado/messaging';
import {
  asConfigError,
  asListenError,
  createLogger,
  isTwilio,
  loadConfig,
  runProcess,
  startTracing,
  waitFor,
  watchClock,
} from '@recado/runtime';
import { Env, toConfig } from './config.ts';
import { createContext, type Context } from './context.ts';
import { startHealth } from './health.ts';
import { maintenanceTasksOf } from './maintenance/index.ts';
import { recognizeRestores } from './maintenance/messages.ts';
import { runMaintenance } from './maintenance/scheduler.ts';

const config = toConfig(loadConfig(Env));
const log = createLogger({ name: 'worker', level: config.logLevel });
const isSimulated = !isTwilio(config.twilio.baseUrl);

const checkClock = async ({ confirmClockState }: Context): Promise<void> => {
  if ((await confirmClockState()) === 'wrong')
    throw new Error('The clock of this process is wrong. Set it by NTP and start the process again');
};

/**
 * Takes no job before twilio-node is loaded, and before this process knows whether the database was restored while it did
 * not run.
 */
const takeJobs = async (context: Context, signal: AbortSignal): Promise<void> => {
  await context.twilio.load();
  const options = { name: 'the stores, to recognize a restored database', signal, log };
  await waitFor(recognizeRestores(context, log), options).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  await context.supervisor.run();
};

/** A restore as `/readyz` shows it. */
const toRestore = (open: OpenRestore | undefined) =>
  open && { backup_at: open.backupAt, found_at: open.foundAt, messages: open.messages, senders: open.senders };

await runProcess(
  'worker',
  async ({ signal, defer, ready }) => {
    defer(await startTracing({ name: 'worker', log }));
    const context = createContext(config, log, signal);
    defer(() => context[Symbol.asyncDispose]());
    const { store, connection, metrics } = context;
    const checks = [
      { name: 'postgresql', ping: store.ping },
      { name: 'queue', ping: connection.ping },
      { name: 'clock', ping: () => checkClock(context) },
    ];
    const health = await startHealth({
      ...config.health,
      checks,
      isSimulated,
      findRestore: async () => toRestore(await store.findOpenRestore()),
      expose: metrics.expose,
    }).catch((error: unknown) => {
      throw asListenError(error, { variable: 'METRICS_PORT', ...config.health });
    });
    defer(() => health[Symbol.asyncDispose]());

    if (isSimulated) log.warn({ twilio_url: config.twilio.baseUrl }, 'Simulator stands in for Twilio');
    const checkStores = async () => {
      await store.checkReady();
      await connection.checkReady();
    };
    const checkReady = () =>
      checkStores().catch((error: unknown) => {
        throw asConfigError(error);
      });
    await waitFor(checkReady, { name: 'PostgreSQL and its schema', signal, log });
    const work = Promise.all([
      watchClock(context.watchedClock, log, signal),
      takeJobs(context, signal),
      runMaintenance(maintenanceTasksOf(context, { everyMs: config.maintenanceEveryMs, log }), {
        ...context.membership,
        clock: context.clock,
        isClockRight: () => context.clockState() !== 'wrong',
        signal,
        log,
        metrics,
      }),
    ]);
    defer(async () => {
      await work;
      await context.saveSenderMinutes().catch((error: unknown) => log.warn({ err: error }, 'Last figures not saved'));
    });
    ready({ url: health.url });
    log.info({ url: health.url }, 'Worker ready');
  },
  { log },
);
