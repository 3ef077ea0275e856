import fc from 'fast-check';
import { bootstrapKey, publicUrl } from '../support/environment.ts';
import { sign } from '../support/sign.ts';
import type { Sending } from './exchange.ts';
import { fileBody } from './file-body.ts';
import { encodeForm, formBody, type Form } from './form-body.ts';
import { oddHeaders, type Headers } from './headers.ts';
import type { IdsSeen } from './ids-seen.ts';
import { jsonBody } from './json-body.ts';
import type { Operation } from './operation.ts';
import { rarely } from './rarely.ts';
import { targetOf, writeTarget, type Target } from './target.ts';
import type { makeValueOf } from './value-of.ts';
import { wrapping, type Header, type Wrapped } from './wrapping.ts';

type ValueOf = ReturnType<typeof makeValueOf>;
type Body = { type: string; text: string; form?: Form };
type Framing = 'length' | 'chunked' | 'cut';

/** One request, but for the ids in it. */
export type Case = {
  operation: Operation;
  method: string;
  version: string;
  target: Target;
  headers: Headers;
  body: Body | null;
  wrap: (text: string, type: string) => Wrapped;
  framing: Framing;
};

const formType = 'application/x-www-form-urlencoded';

const bodyOf = (valueOf: ValueOf, { bodies }: Operation): fc.Arbitrary<Body | null> => {
  const kinds = Object.entries(bodies).map(([type, schema]): fc.Arbitrary<Body> => {
    const valid = valueOf(schema, '');
    if (type === formType) return formBody(valid).map((form) => ({ type, form, text: encodeForm(form) }));
    const isFile = schema.$ref === undefined && schema.type === 'string';
    return ((isFile && fileBody(type)) || jsonBody(valid)).map((text) => ({ type, text }));
  });
  const unexpected = jsonBody(fc.constant({})).map((text) => ({ type: 'application/json', text }));
  if (!kinds.length) return rarely(unexpected, 9);
  return fc.option(fc.oneof(...kinds), { freq: 20 });
};

const otherMethods = fc.constantFrom(
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'QUERY',
);

/** Requests for an operation: many that it takes, and more that it must refuse. */
export const casesOf = (valueOf: ValueOf, operation: Operation): fc.Arbitrary<Case> =>
  fc.record(
    {
      operation: fc.constant(operation),
      method: fc.oneof(
        { arbitrary: fc.constant(operation.method), weight: 19 },
        { arbitrary: otherMethods, weight: 1 },
      ),
      version: fc.oneof(
        { arbitrary: fc.constant('1.1'), weight: 40 },
        { arbitrary: fc.constantFrom('1.0', '1.1 ', '2.0'), weight: 1 },
      ),
      target: targetOf(valueOf, operation),
      headers: oddHeaders,
      body: bodyOf(valueOf, operation),
      wrap: wrapping,
      framing: fc.oneof<fc.WeightedArbitrary<Framing>[]>(
        { arbitrary: fc.constant('length'), weight: 16 },
        { arbitrary: fc.constant('chunked'), weight: 2 },
        { arbitrary: fc.constant('cut'), weight: 1 },
      ),
    },
    { noNullPrototype: true },
  );

const fieldsOf = (form: Form): Record<string, string[]> => {
  const fields: Record<string, string[]> = Object.create(null);
  for (const [name, value] of form) (fields[name] ??= []).push(value);
  return fields;
};

const chunked = (bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from(bytes.length ? '\r\n0\r\n\r\n' : '\r\n'),
  ]);

const framed = (framing: Framing, bytes: Buffer): { headers: Header[]; bytes: Buffer } => {
  if (framing === 'chunked') return { headers: [['Transfer-Encoding', 'chunked']], bytes: chunked(bytes) };
  const length = framing === 'cut' ? bytes.length + 7 : bytes.length;
  return { headers: [['Content-Length', String(length)]], bytes };
};

const bodyLimit = 64 * 1024;

/**
 * A request in its form on the wire. If it breaks off or is too large, the connection may be closed without a response.
 */
export type Sent = Sending & { method: string; mayGoUnanswered: boolean };

export const write = ({ method, version, target, headers, body, wrap, framing }: Case, { idOf }: IdsSeen): Sent => {
  const at = writeTarget(target, idOf);
  const wrapped = body && wrap(body.text, body.type);
  const framedBody = wrapped && framed(framing, wrapped.bytes);
  const lines: Header[] = [
    ['Host', 'recado.example.com'],
    ['Connection', 'close'],
    ['Authorization', headers.authorization ?? `Bearer ${bootstrapKey}`],
    ...(wrapped?.headers ?? []),
    ...(framedBody?.headers ?? []),
    ...(body?.form ? [['X-Twilio-Signature', sign(publicUrl + at, fieldsOf(body.form))] satisfies Header] : []),
    ...headers.extra,
  ];
  const head = [`${method} ${at} HTTP/${version}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''];
  const breaksOff = headers.isUnreadable || (framedBody !== null && framing === 'cut');
  return {
    bytes: Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), framedBody?.bytes ?? Buffer.alloc(0)]),
    method,
    breaksOff,
    mayGoUnanswered: breaksOff || (framedBody?.bytes.length ?? 0) > bodyLimit,
  };
};
