import { setTimeout as sleep } from 'node:timers/promises';
import { asListenError, createLogger, loadConfig, runProcess, startTracing, watchClock } from '@recado/runtime';
import { createTwilio } from '@recado/twilio';
import { createApp, createMetricsApp } from './app.ts';
import { keepHeartbeat } from './callback-watch.ts';
import { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { listen } from './http/listen.ts';
import { compareInboundWebhooks, prepare } from './prepare.ts';

const config = loadConfig(Config);
const stopWithinMs = 30_000;
const log = createLogger({ name: 'api', level: config.logLevel });

const listenForMetrics = (context: Context, port: number) => {
  const place = { host: config.host, port };
  return listen(createMetricsApp(context), place).catch((error: unknown) => {
    throw asListenError(error, { variable: 'METRICS_PORT', ...place });
  });
};

await runProcess(
  'api',
  async (run) => {
    run.defer(await startTracing({ name: 'api', log }));
    const context = createContext(config, log);
    run.defer(() => context[Symbol.asyncDispose]());
    // Health is answered from the start, also while PostgreSQL is away.
    const server = await listen(createApp(context), config).catch((error: unknown) => {
      throw asListenError(error, { variable: 'PORT', ...config });
    });
    run.defer(() => server[Symbol.asyncDispose]());
    const health = config.metricsPort === undefined ? undefined : await listenForMetrics(context, config.metricsPort);
    run.defer(async () => health?.[Symbol.asyncDispose]());
    run.signal.addEventListener('abort', context.beginStop);
    // A load balancer learns of the stop while requests are still answered.
    run.defer(() => sleep(config.shutdownDelayMs));
    // A stream ends for no other reason, and the server waits for it.
    run.defer(async () => context.progressWatch.close());
    if (context.isSimulated) log.warn({ twilio_url: config.twilio.baseUrl }, 'Simulator stands in for Twilio');
    await prepare(context, config, run.signal);
    const watching = watchClock(context.watchedClock, log, run.signal);
    const beating = keepHeartbeat(context, run.signal);
    run.defer(async () => void (await Promise.all([watching, beating])));
    log.info({ url: server.url }, 'ready');
    run.ready({ url: server.url, ...(health && { metrics_url: health.url }) });
    // Nothing waits for it, and it has its own connections: neither the start nor a stop depends on Twilio.
    const twilio = createTwilio({ ...config.twilio, connections: 1 });
    void compareInboundWebhooks({ ...twilio, findSenders: context.store.findSenders, log }).then(() =>
      twilio[Symbol.asyncDispose](),
    );
  },
  { log, deadlineMs: stopWithinMs + config.shutdownDelayMs },
);
