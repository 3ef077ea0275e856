import { context, diag, DiagLogLevel, propagation, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { Environment } from '../config.ts';

type Options = { name: string; env: Environment; warn: (reason: unknown, text: string) => void };

/** Starts OpenTelemetry's SDK for this process. Call the result to send what is waiting. */
export const startSdk = ({ name, env, warn }: Options): (() => Promise<void>) => {
  const failed = 'Traces could not be sent: see the field reason or err. Messages are not affected';
  setGlobalErrorHandler((error) => warn(error, failed));
  const tell = (text: string) => warn(text, 'OpenTelemetry reported a problem: see the field reason');
  const ignore = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = isJson(env) ? new JsonExporter() : new ProtobufExporter();
  const provider = new TracerProvider({
    resource: resourceOf(name),
    sampler: linkAware(samplerOf(env)),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batchingOf(env) })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
};

const isJson = (env: Environment): boolean =>
  (env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? env['OTEL_EXPORTER_OTLP_PROTOCOL']) === 'http/json';

/** OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME replace these. */
const resourceOf = (name: string) =>
  defaultResource()
    .merge(resourceFromAttributes({ 'service.namespace': 'recado', 'service.name': `recado-${name}` }))
    .merge(
      detectResources({
        detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
      }),
    );

const samplers = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio: number) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio: number) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
} satisfies Record<string, (ratio: number) => Sampler>;

const isSampler = (name: string): name is keyof typeof samplers => Object.hasOwn(samplers, name);

/** As OpenTelemetry's specification has it: without a valid setting, every trace of which the caller does not say no. */
export const samplerOf = (env: Environment): Sampler => {
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1);
  if (!isSampler(name)) diag.warn(`OTEL_TRACES_SAMPLER: expected ${Object.keys(samplers).join(', ')}`);
  if (!(ratio >= 0 && ratio <= 1)) diag.warn('OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1');
  const make: (ratio: number) => Sampler = samplers[isSampler(name) ? name : 'parentbased_always_on'];
  return make(ratio >= 0 && ratio <= 1 ? ratio : 1);
};

/** A span that links to a sampled one is sampled too, so that a message is followed on its whole way or not at all. */
export const linkAware = (sampler: Sampler): Sampler => {
  if (sampler instanceof AlwaysOffSampler) return sampler;
  return {
    shouldSample(...[parent, traceId, name, kind, attributes, links]) {
      const isLinked = links.some((link) => (link.context.traceFlags & TraceFlags.SAMPLED) !== 0);
      if (isLinked) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    },
    toString: () => `LinkAware{${sampler.toString()}}`,
  };
};

const batching = {
  OTEL_BSP_SCHEDULE_DELAY: 'scheduledDelayMillis',
  OTEL_BSP_EXPORT_TIMEOUT: 'exportTimeoutMillis',
  OTEL_BSP_MAX_QUEUE_SIZE: 'maxQueueSize',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 'maxExportBatchSize',
} as const;

const batchingOf = (env: Environment): Record<string, number> =>
  Object.fromEntries(
    Object.entries(batching).flatMap(([variable, option]) => {
      const value = Number(env[variable]);
      return value > 0 ? [[option, value]] : [];
    }),
  );
