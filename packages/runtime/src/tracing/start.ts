import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Environment } from '../config.ts';

type Options = { name: string; log: Pick<Logger, 'info' | 'warn'> };

/** Sends the last spans, for this long at most. */
type Stop = () => Promise<void>;

const flushWithinMs = 3_000;

/**
 * Starts traces if the standard variables of OpenTelemetry name an endpoint. Otherwise its SDK is not even loaded. A wrong
 * setting or an endpoint that is away is logged, and neither delays nor stops the process.
 */
export const startTracing = async (
  { name, log }: Options,
  env: Environment = process.env,
  flushMs = flushWithinMs,
): Promise<Stop> => {
  if (!isAskedFor(env)) return async () => undefined;
  try {
    const { startSdk } = await import('./sdk.ts');
    const flush = startSdk({ name, env, warn: atMostOncePerMinute(log) });
    return () => Promise.race([flush().catch(() => undefined), sleep(flushMs)]);
  } catch (error) {
    log.warn({ err: error }, 'Traces are off: OpenTelemetry could not start. Check the variables OTEL_*');
    return async () => undefined;
  }
};

const isAskedFor = (env: Environment): boolean =>
  Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) &&
  env['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
  env['OTEL_TRACES_EXPORTER'] !== 'none';

const minuteMs = 60_000;

/** A collector that is away fails every few seconds. */
const atMostOncePerMinute = (log: Options['log']) => {
  let loggedAt = -Infinity;
  return (reason: unknown, text: string): void => {
    if (performance.now() - loggedAt < minuteMs) return;
    loggedAt = performance.now();
    log.warn(reason instanceof Error ? { err: reason } : { reason }, text);
  };
};
