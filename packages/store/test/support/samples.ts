import type {
  CancelFilter,
  Canceling,
  IdempotencyKey,
  NewConsent,
  NewInbound,
  NewMessage,
  RecordedSender,
  RecordedTemplate,
  Recording,
  Settlement,
} from '@recado/messaging';
import { sourcesOf } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';

export const noon = new Date('2026-11-22T12:00:00Z');
export const later = (ms: number) => new Date(noon.getTime() + ms);

export const sender = (change: Partial<RecordedSender> = {}): RecordedSender => ({
  id: 'store',
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 80,
  dailyLimit: null,
  paused: false,
  createdAt: noon,
  updatedAt: noon,
  ...change,
});

export const template = (change: Partial<RecordedTemplate> = {}): RecordedTemplate => ({
  name: 'order_confirmation',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'utility',
  contentSid: `HX${'0'.repeat(32)}`,
  body: 'Recebemos o pedido {{order_id}}',
  variables: ['order_id'],
  createdAt: noon,
  updatedAt: noon,
  ...change,
});

let made = 0;

/** The younger has the larger id, as it is when they are not made in the same millisecond. */
const nextId = () => uuidv7({ msecs: noon.getTime() + (made += 1) });

export const message = (change: Partial<NewMessage> = {}): NewMessage => ({
  id: nextId(),
  senderId: 'store',
  channel: 'whatsapp',
  category: 'utility',
  to: '+5511987654321',
  content: { kind: 'template', name: 'order_confirmation', language: 'pt_BR', variables: { order_id: '4711-x' } },
  createdAt: noon,
  ...change,
});

export const consent = (to: string, change: Partial<NewConsent> = {}): NewConsent => ({
  to,
  channel: 'whatsapp',
  granted: true,
  occurredAt: noon,
  recordedAt: later(1000),
  source: 'checkout',
  words: 'Quero receber ofertas',
  by: 'shop',
  ...change,
});

/** A message that a person sends, with the replies of the three days before that it may answer. */
export const inboundMessage = (from: string, change: Partial<NewInbound> = {}): NewInbound => ({
  id: uuidv7(),
  twilioSid: `SM${uuidv7()}`,
  receivedAt: noon,
  channel: 'whatsapp',
  from,
  to: '+551150289876',
  senderId: 'store',
  content: { body: 'Oi' },
  answersSince: later(-72 * 3_600_000),
  ...change,
});

export const idempotencyKey = (key: string, request = 'the request'): IdempotencyKey => ({
  owner: '00000000-0000-0000-0000-000000000000',
  key,
  requestHash: Buffer.from(request),
});

type Reported = Pick<Settlement, 'messageId' | 'status'> & Partial<Settlement>;

/** A request to cancel one message, or those of a filter. */
export const cancellation = (
  filter: string | Partial<CancelFilter>,
  at: Date,
  more: Pick<Canceling, 'key'> = {},
): Canceling => ({
  filter: { limit: 100, ...(typeof filter === 'string' ? { id: filter } : filter) },
  at,
  audit: { at, actor: { name: 'ops' }, action: 'messages.canceled', object: 'messages' },
  ...more,
});

/** The SID that Twilio gave a message. */
export const sidOf = (messageId: string) => `SM${messageId.replaceAll('-', '')}`;

/** A callback as the webhook hands it on. */
export const settlement = ({ status, ...rest }: Reported): Settlement => ({
  twilioSid: sidOf(rest.messageId),
  twilioStatus: status,
  status,
  at: later(5_000),
  from: sourcesOf(status),
  ...rest,
});

/** The recording of a worker after Twilio accepted the message. */
export const submitted = (messageId: string, twilioSid = sidOf(messageId)): Recording => ({
  messageId,
  attempt: 1,
  at: later(100),
  outcome: { kind: 'submitted', sid: twilioSid, segments: 2 },
  statusUpdate: { status: 'sent', twilioSid, segments: 2, dueAt: later(900_000) },
});

/** The recording of a worker after an unknown outcome. */
export const unknown = (messageId: string): Recording => ({
  messageId,
  attempt: 1,
  at: later(100),
  outcome: { kind: 'unknown', message: 'no answer in 30 s' },
  statusUpdate: { status: 'sending', errorMessage: 'no answer in 30 s', dueAt: later(60_000) },
});

/** The recording of a worker after a Twilio rate limit. */
export const throttled = (messageId: string, spent: boolean): Recording => ({
  messageId,
  attempt: 1,
  at: later(100),
  outcome: { kind: 'throttled', code: 20429, message: 'Too many requests' },
  statusUpdate: { status: 'accepted', dueAt: later(2_000), spent, errorCode: 20429, errorMessage: 'Too many requests' },
});

/** Numbers that look random and are the same in each run. */
export const makeDice = (seed = 7) => {
  let state = seed;
  return (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
};
