export { asConfigError, asListenError } from './config-mismatch.ts';
export { ConfigError, loadConfig, parseEnv, type Environment, type Issue } from './config.ts';
export { KeysEnv, type EncryptionKey } from './env/keys.ts';
export { SenderSeed, SendersEnv } from './env/senders.ts';
export {
  ApiKeyEnv,
  ApiMetricsEnv,
  CountryEnv,
  DatabaseEnv,
  DataDirEnv,
  ListenEnv,
  LogEnv,
  MetricsEnv,
  ConsoleUrlEnv,
  PublicUrlEnv,
  RedisEnv,
  WebhooksEnv,
  WorkerEnv,
} from './env/service.ts';
export { isTwilio, ProxyEnv, proxyOf, refuseUnreachableUrl, TwilioEnv, twilioOf, type Proxy } from './env/twilio.ts';
export { createLogger, sampleMessages, type Logger, type LoggerOptions } from './logger.ts';
export { makeMetrics, metricsContentType, shareReading, type Labels, type Metrics, type Sample } from './metrics.ts';
export { addSharedMetrics } from './shared-metrics.ts';
export {
  http,
  holdYoungHeap,
  makeFreeNewObjects,
  portTakenExitCode,
  runProcess,
  waitFor,
  type Run,
  type RunOptions,
  type WaitForOptions,
} from './process.ts';
export type { RedisAddress, RedisNode } from './redis-url.ts';
export { makeSemaphore } from './semaphore.ts';
export {
  describeOutcome,
  inSpan,
  inThisSpan,
  nameRequestSpan,
  startProcessSpan,
  startRequestSpan,
  startSettleSpan,
  traceCreation,
  traceFields,
  traceTwilioRequest,
  bytesOf,
  type Span,
} from './tracing/spans.ts';
export { startTracing } from './tracing/start.ts';
export { HttpUrl, integer, variable, type VariableNotes } from './variable.ts';
export { clockStateOf, confirmClockState, watchClock, type ClockState, type WatchedClock } from './watch-clock.ts';
