import type { Event } from './types.ts';

/** The headers of a request, as Node.js, Express or fetch have them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export type WebhookRefusal = 'parsed_body' | 'missing_header' | 'wrong_time' | 'wrong_signature' | 'invalid_secret';

/** Says why a request is not a webhook of yours. Answer it with 401. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

type Options = {
  /** Most seconds between the clock of Recado and yours. Default: 300. */
  toleranceSeconds?: number;
  now?: Date;
};

/**
 * Verifies a webhook by the Standard Webhooks specification, and returns its event. `body` is the raw body: JSON that was
 * parsed and written again has another signature. During a change of the secret, pass the old and the new one.
 */
export const verifyWebhook = async (
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = 300, now = new Date() }: Options = {},
): Promise<Event> => {
  const [id, timestamp, signatures] = names.map((name) => readHeader(headers, name));
  checkTime(Number(timestamp), now.getTime() / 1000, toleranceSeconds);
  const bytes = bytesOf(body);
  const head = utf8.encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + bytes.length);
  signed.set(head);
  signed.set(bytes, head.length);
  if (!(await isSigned(signed, String(signatures), typeof secrets === 'string' ? [secrets] : secrets)))
    throw new WebhookError('wrong_signature', 'No signature matches. Check the secret, and pass the raw body');
  return JSON.parse(new TextDecoder().decode(bytes)) as Event;
};

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

const utf8 = new TextEncoder();

/** A body that a framework parsed already is a usual mistake. */
const bytesOf = (body: unknown): Uint8Array => {
  if (typeof body === 'string') return utf8.encode(body);
  if (body instanceof Uint8Array) return body;
  throw new WebhookError(
    'parsed_body',
    'The body is not raw. Pass it before it is parsed, for example by express.raw()',
  );
};

const readHeader = (headers: WebhookHeaders, name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookError('missing_header', `The header ${name} is missing. Pass all headers of the request`);
};

/** An old request may be one that somebody recorded. */
const checkTime = (timestamp: number, now: number, tolerance: number): void => {
  if (Number.isInteger(timestamp) && Math.abs(now - timestamp) <= tolerance) return;
  throw new WebhookError('wrong_time', `The webhook is more than ${tolerance} s old or early. Check your clock`);
};

/** Recado signs with each secret that is valid. */
const isSigned = async (signed: Uint8Array<ArrayBuffer>, header: string, secrets: readonly string[]) => {
  const signatures = header.split(' ').flatMap((part) => (part.startsWith('v1,') ? [readBase64(part.slice(3))] : []));
  for (const secret of secrets) {
    const key = await readKey(secret);
    // The verification of WebCrypto takes the same time for each wrong signature.
    for (const signature of signatures.slice(0, mostSignatures))
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true;
  }
  return false;
};

/** A header of many signatures would cost much time. */
const mostSignatures = 10;

const readKey = (secret: string) => {
  const bytes = readBase64(secret.replace(/^whsec_/, ''));
  if (!bytes?.length) throw new WebhookError('invalid_secret', 'The secret is not valid. It begins with whsec_');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
};

const readBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
};
