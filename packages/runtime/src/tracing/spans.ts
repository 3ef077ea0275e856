import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';

export type { Span } from '@opentelemetry/api';

/**
 * The names and attributes of all spans. The conventions for messaging may still change, so they are in no other file. No
 * attribute holds a phone number, a text or a path, because a path may hold a number.
 */
const tracer = trace.getTracer('recado');

/** Starts the span of an HTTP request in its caller's trace. Returns undefined if the trace is not sampled. */
export const startRequestSpan = (method: string, headers: object): Span | undefined =>
  ifSampled(
    tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
      propagation.extract(ROOT_CONTEXT, headers),
    ),
  );

type Answered = { method: string; route: string; status: number };

export const nameRequestSpan = (span: Span, { method, route, status }: Answered): void => {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) fail(span, String(status));
};

type MessageOfSpan = { messageId: string; senderId: string };

/** Runs `create` in a span of its own if the active one is sampled. `create` gets that span as 25 bytes. */
export const traceCreation = async <Created extends { kind: string }>(
  message: MessageOfSpan,
  create: (bytes?: Buffer) => Promise<Created>,
): Promise<Created> => {
  const span = childOfActive(`create ${message.senderId}`, SpanKind.PRODUCER, messagingOf('create', message));
  if (!span) return create();
  return endAfter(span, async () => {
    const created = await create(bytesOf(span));
    span.setAttribute('recado.result', created.kind);
    return created;
  });
};

type Processed = MessageOfSpan & { attempt: number; claimedAt: Date };

/** Starts the span of an attempt. It is a trace of its own, which links to the span that created the message. */
export const startProcessSpan = (creator: Buffer, message: Processed): Span | undefined => {
  const attributes = { ...messagingOf('process', message), 'recado.attempt': message.attempt };
  return startLinked(`process ${message.senderId}`, SpanKind.CONSUMER, {
    creator,
    attributes,
    startTime: message.claimedAt,
  });
};

export type OutcomeOfSpan = { kind: string; code?: number; sid?: string };

/** Runs a request to Twilio in a span if the active one is sampled. Twilio gets no trace. */
export const traceTwilioRequest = async <Outcome extends OutcomeOfSpan>(
  request: () => Promise<Outcome>,
): Promise<Outcome> => {
  const span = childOfActive('POST Messages.json', SpanKind.CLIENT, {
    'http.request.method': 'POST',
    'url.template': '/2010-04-01/Accounts/{AccountSid}/Messages.json',
  });
  if (!span) return request();
  return endAfter(span, async () => {
    const outcome = await request();
    describeOutcome(span, outcome);
    return outcome;
  });
};

export const describeOutcome = (span: Span, { kind, code, sid }: OutcomeOfSpan): void => {
  span.setAttributes({
    'recado.outcome': kind,
    ...(code !== undefined && { 'recado.error_code': code }),
    ...(sid !== undefined && { 'recado.twilio_sid': sid }),
  });
  if (kind !== 'submitted' && kind !== 'throttled') fail(span, kind);
};

type Settlement = { messageId: string; status: string; errorCode?: number; result: string; receivedAt: Date };

/** Starts the span of a status callback, once the record has told which span created the message. */
export const startSettleSpan = (creator: Buffer, settlement: Settlement): Span | undefined => {
  const attributes = {
    ...systemOf(settlement),
    'recado.status': settlement.status,
    'recado.result': settlement.result,
    ...(settlement.errorCode !== undefined && { 'recado.error_code': settlement.errorCode }),
  };
  return startLinked('settle', SpanKind.SERVER, { creator, attributes, startTime: settlement.receivedAt });
};

/** Runs `work` with the span as the active one, of which the log lines and the spans below it know. */
export const inSpan = <Result>(span: Span | undefined, work: () => Result): Result =>
  span ? context.with(trace.setSpan(context.active(), span), work) : work();

/** Returns `work` as a function that runs in the span that is active now. */
export const inThisSpan = (work: () => void): (() => void) => context.bind(context.active(), work);

/** Returns the ids for a log line. A span that has ended has none: connections outlive the request that opened them. */
export const traceFields = (span = trace.getActiveSpan()): { trace_id?: string; span_id?: string } => {
  if (!span?.isRecording()) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
};

const [traceIdBytes, spanIdBytes] = [16, 8];

/** Writes a span as 25 bytes: its trace id, its id and its flags. */
export const bytesOf = (span: Span): Buffer => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return Buffer.concat([Buffer.from(traceId + spanId, 'hex'), Buffer.of(traceFlags)]);
};

export const spanContextOf = (bytes: Buffer): SpanContext => ({
  traceId: bytes.toString('hex', 0, traceIdBytes),
  spanId: bytes.toString('hex', traceIdBytes, traceIdBytes + spanIdBytes),
  traceFlags: bytes.at(-1) ?? TraceFlags.NONE,
  isRemote: true,
});

const childOfActive = (name: string, kind: SpanKind, attributes: Attributes): Span | undefined =>
  trace.getActiveSpan()?.isRecording() ? ifSampled(tracer.startSpan(name, { kind, attributes })) : undefined;

type Linked = { creator: Buffer; attributes: Attributes; startTime: Date };

const startLinked = (name: string, kind: SpanKind, { creator, ...options }: Linked): Span | undefined =>
  ifSampled(tracer.startSpan(name, { ...options, kind, root: true, links: [{ context: spanContextOf(creator) }] }));

const ifSampled = (span: Span): Span | undefined => (span.isRecording() ? span : undefined);

const endAfter = async <Result>(span: Span, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await inSpan(span, work);
  } catch (error) {
    // Not its message, which may quote what it was about.
    fail(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
};

const fail = (span: Span, type: string): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
};

const systemOf = ({ messageId }: { messageId: string }): Attributes => ({
  'messaging.system': 'recado',
  'messaging.message.id': messageId,
});

const messagingOf = (operation: 'create' | 'process', message: MessageOfSpan): Attributes => ({
  ...systemOf(message),
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.destination.name': message.senderId,
});
