import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { attributeOf, startCollector, type Span } from './support/collector.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;
const [server, client, producer, consumer] = [2, 3, 4, 5];
const number = '5511987654321';
const secret = 'pedido-muito-secreto';
const order = { to: `+${number}`, template: 'order_confirmation', variables: { order_id: secret } };

/** The trace of a caller. */
const newTrace = (isSampled = true) => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}` };
};

const linked = ({ traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>) => [
  expect.objectContaining({ traceId, spanId }),
];

describe('with a collector', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let system: System;
  let worker: Awaited<ReturnType<System['startWorker']>>;
  beforeAll(async () => {
    collector = await startCollector();
    const standard = {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    };
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' }, { ...collector.env, ...standard });
    await allowMarketing(system);
    worker = await system.startWorker({
      OTEL_SERVICE_NAME: 'shop-worker',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
  });
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  const named = (name: string, like: (span: Span) => boolean = () => true) =>
    collector.spans.filter((span) => span.name === name && like(span));

  /** The first such span, once it is there. */
  const found = async (name: string, like?: (span: Span) => boolean): Promise<Span> => {
    await expect.poll(() => named(name, like).length).toBeGreaterThan(0);
    return named(name, like)[0] as Span;
  };

  const isOf = (id: string) => (span: Span) => attributeOf(span, 'messaging.message.id') === id;

  const deliver = async (id: string) => {
    await expect.poll(async () => (await system.call('GET', `/v1/messages/${id}`)).body.status).toBe('delivered');
  };

  it('an order is followed from its caller to the callback of Twilio', async () => {
    const caller = newTrace();
    const { body } = await system.call('POST', '/v1/messages', order, { traceparent: caller.traceparent });
    const { id } = body;
    const accepted = await found('POST /v1/messages', ({ traceId }) => traceId === caller.traceId);
    expect(accepted).toMatchObject({ parentSpanId: caller.spanId, kind: server, service: 'recado-api' });
    expect(attributeOf(accepted, 'http.response.status_code')).toBe(202);
    const created = await found('create store', isOf(id));
    expect(created).toMatchObject({ traceId: caller.traceId, parentSpanId: accepted.spanId, kind: producer });
    const isSent = (span: Span) => attributeOf(span, 'recado.outcome') === 'submitted';
    const processed = await found('process store', (span) => isOf(id)(span) && isSent(span));
    expect(processed).toMatchObject({ kind: consumer, links: linked(created), service: 'shop-worker' });
    expect(processed.parentSpanId).toBeUndefined();
    expect(processed.traceId).not.toBe(caller.traceId);
    const requested = await found('POST Messages.json', ({ traceId }) => traceId === processed.traceId);
    expect(requested).toMatchObject({ parentSpanId: processed.spanId, kind: client });
    const settled = await found(
      'settle',
      (span) => isOf(id)(span) && attributeOf(span, 'recado.status') === 'delivered',
    );
    expect(settled).toMatchObject({ kind: server, links: linked(created), service: 'recado-api' });
    expect(collector.headers).toContain('Bearer of-the-collector');

    const lineOf = async (output: typeof worker.output, text: string) =>
      JSON.parse(await output.waitForLine(new RegExp(`${text}.*`))) as object;
    expect(await lineOf(worker.output, `"trace_id":"${processed.traceId}"`)).toMatchObject({
      message_id: id,
      span_id: processed.spanId,
    });
    expect(await lineOf(system.api.output, `"trace_id":"${caller.traceId}"`)).toMatchObject({
      message_id: id,
      span_id: accepted.spanId,
    });
    expect(await lineOf(system.api.output, `"trace_id":"${settled.traceId}"`)).toMatchObject({ message_id: id });
  });

  it('a batch has a span for each message', async () => {
    const caller = newTrace();
    const batch = [order, { ...order, to: '+5511900000001' }];
    await system.call('POST', '/v1/messages/batch', batch, { traceparent: caller.traceparent });
    const accepted = await found('POST /v1/messages/batch', ({ traceId }) => traceId === caller.traceId);
    const isBelow = ({ parentSpanId }: Span) => parentSpanId === accepted.spanId;
    await expect.poll(() => named('create store', isBelow)).toHaveLength(2);
    for (const created of named('create store', isBelow)) {
      const id = attributeOf(created, 'messaging.message.id') as string;
      expect(await found('process store', isOf(id))).toMatchObject({ links: linked(created) });
    }
  });

  it('a message of a campaign links to the launch', async () => {
    const { draft, upload } = makeCampaignActions(system);
    const id = await draft();
    await upload(id, ['telefone,discount', '+5511980000001,20%', '+5511980000002,20%'].join('\n'));
    const caller = newTrace();
    await system.call('POST', `/v1/campaigns/${id}/launch`, {}, { traceparent: caller.traceparent });
    const launched = await found('POST /v1/campaigns/:id/launch', ({ traceId }) => traceId === caller.traceId);
    const isOfLaunch = ({ links = [] }: Span) => links.some(({ spanId }) => spanId === launched.spanId);
    await found('process store', isOfLaunch);
    expect(await found('settle', isOfLaunch)).toMatchObject({ service: 'recado-api' });
  });

  it('nothing is traced of callers who do not ask for it, or who have no key', async () => {
    const [unsampled, stranger] = [newTrace(false), newTrace()];
    const { body } = await system.call('POST', '/v1/messages', order, { traceparent: unsampled.traceparent });
    await system.call('POST', '/v1/messages', order, { traceparent: '00-zz-1' });
    const headers = { authorization: 'Bearer wrong', traceparent: stranger.traceparent };
    expect((await system.call('POST', '/v1/messages', order, headers)).status).toBe(401);
    await deliver(body.id);
    // A later trace has come, so an earlier one would have, too.
    const caller = newTrace();
    await system.call('POST', '/v1/messages', order, { traceparent: caller.traceparent });
    await found('POST /v1/messages', ({ traceId }) => traceId === caller.traceId);
    expect(collector.spans.filter(isOf(body.id))).toEqual([]);
    expect(collector.sent()).not.toContain(unsampled.traceId);
    expect(collector.sent()).not.toContain(stranger.traceId);
  });

  it('no span holds a number, a text or a key', async () => {
    const { traceparent, traceId } = newTrace();
    const hostile = [
      ['POST', '/v1/messages', { ...order, to: `${number}0000` }],
      ['POST', '/v1/messages', { ...order, reference: secret, metadata: { note: secret } }],
      ['GET', `/v1/messages?to=%2B${number}`],
      ['GET', `/v1/nothing/${number}`],
      ['GET', `/v1/contacts/+${number}`],
    ] as const;
    for (const [method, path, body] of hostile) await system.call(method, path, body, { traceparent });
    await expect
      .poll(() => collector.spans.filter((span) => span.traceId === traceId && span.kind === server))
      .toHaveLength(4);
    for (const word of [number, '987654321', '980000001', secret, system.env.RECADO_API_KEY as string])
      expect(collector.sent()).not.toContain(word);
  });
});

describe('a collector that', () => {
  const silent = createServer(() => undefined);
  let system: System;
  beforeAll(async () => {
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    system = await startSystem(engine, {}, { OTEL_EXPORTER_OTLP_ENDPOINT: silentUrl(), OTEL_BSP_SCHEDULE_DELAY: '50' });
  });
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    silent.close();
    silent.closeAllConnections();
  });
  const silentUrl = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;

  it.each([
    ['never answers', silentUrl],
    ['is away', () => 'http://127.0.0.1:1'],
    ['has a wrong address', () => 'collector:4318'],
  ])('%s neither delays nor stops a process', async (_, urlOf) => {
    const worker = await system.startWorker({ OTEL_EXPORTER_OTLP_ENDPOINT: urlOf() });
    const { body } = await system.call('POST', '/v1/messages', order);
    await worker.output.waitForLine(new RegExp(`"message_id":"${body.id}".*Message sent`));
    expect(await worker.kill()).toEqual({ code: 0, signal: null });
  });

  it('never answers does not keep the API from its end', async () => {
    expect(await system.api.kill()).toEqual({ code: 0, signal: null });
  });
});
