import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { describe, expect, it, vi } from 'vitest';
import { linkAware, samplerOf } from './sdk.ts';
import { bytesOf, spanContextOf } from './spans.ts';
import { startTracing } from './start.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanContext = { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1 };

it('a span is stored in 25 bytes', () => {
  const bytes = bytesOf(trace.wrapSpanContext(spanContext));
  expect(bytes).toHaveLength(25);
  expect(spanContextOf(bytes)).toEqual({ ...spanContext, isRemote: true });
});

describe('the sampler', () => {
  const samples = (env: Record<string, string>, caller?: number, linked?: number) => {
    const parent =
      caller === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, traceFlags: caller, isRemote: true });
    const links = linked === undefined ? [] : [{ context: { ...spanContext, traceFlags: linked } }];
    const { decision } = linkAware(samplerOf(env)).shouldSample(
      parent,
      traceId,
      'process store',
      SpanKind.CONSUMER,
      {},
      links,
    );
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  };
  const none = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };

  it.each([
    [{}, undefined, undefined, true],
    [{}, 0, undefined, false],
    [none, undefined, undefined, false],
    [none, 1, undefined, true],
    [none, undefined, 1, true],
    [none, undefined, 0, false],
    [{ ...none, OTEL_TRACES_SAMPLER: 'traceidratio' }, 1, undefined, false],
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, 0, undefined, true],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 1, 1, false],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, undefined, undefined, false],
    [{ OTEL_TRACES_SAMPLER: 'constructor' }, undefined, undefined, true],
    [{ ...none, OTEL_TRACES_SAMPLER_ARG: 'many' }, undefined, undefined, true],
  ])('of %o decides for a caller %s and a link %s: %s', (env, caller, linked, isSampled) => {
    expect(samples(env, caller, linked)).toBe(isSampled);
  });
});

describe('the start', () => {
  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' },
  ])('leaves tracing off for %o', async (env) => {
    const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>() };
    await (
      await startTracing({ name: 'test', log }, env)
    )();
    expect(trace.getTracer('recado').startSpan('any').isRecording()).toBe(false);
    expect(log.warn).not.toHaveBeenCalled();
  });
});
