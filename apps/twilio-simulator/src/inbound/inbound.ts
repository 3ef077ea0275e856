import { z } from 'zod';
import { channelOf, isSender, isWhatsappPerson, parseAddress } from '../messages/create-form.ts';
import { mediaFile, type Message } from '../messages/message.ts';

type Keyword = 'START' | 'STOP' | 'HELP';

/** Applies a keyword to the number and its Messaging Service, as Twilio does. Returns Twilio's automatic reply. */
export const makeApplyKeyword =
  (optOuts: Pick<OptOuts, 'add' | 'remove'>) =>
  (request: InboundRequest): string | undefined => {
    const keyword = keywordOf(request);
    const senders = sendersOf(request);
    if (keyword === 'STOP') for (const sender of senders) optOuts.add(request.from, sender);
    if (keyword === 'START') for (const sender of senders) optOuts.remove(request.from, sender);
    return keyword && replies[keyword];
  };

const words: Record<Keyword, readonly string[]> = {
  STOP: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

const replies: Record<Keyword, string> = {
  STOP: 'You will get no more messages from this number. Reply START to get them again.',
  START: 'You will get messages from this number again. Reply STOP to end them.',
  HELP: 'Reply STOP to get no more messages from this number.',
};

/** Finds the keyword that Twilio recognizes: that of Advanced Opt-Out, or a single English word by SMS. */
const keywordOf = ({ from, body, opt_out_type: advanced }: InboundRequest): Keyword | undefined => {
  if (advanced) return advanced;
  if (channelOf(from) !== 'sms') return undefined;
  const word = body.trim().toUpperCase();
  return (Object.keys(words) as Keyword[]).find((keyword) => words[keyword].includes(word));
};

const addressSchema = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, 'must be a number or whatsapp: and a number');

const Media = z.strictObject({ url: z.url(), content_type: z.string().min(1).default('image/jpeg') });

const numberOf = (text: string) => parseAddress(text)?.number ?? '';
const isPerson = (text: string): boolean => {
  const address = parseAddress(text);
  return address !== undefined && isWhatsappPerson(address);
};
const channelOfAddress = (text: string) => parseAddress(text)?.channel;

/** Validates the body of `POST /simulator/inbound`: a person's message to one of the account's senders. */
export const InboundRequest = z
  .strictObject({
    from: addressSchema.refine(isPerson, 'must be E.164, or whatsapp: and an id such as BR.13491208655302741918'),
    to: addressSchema,
    body: z.string().max(1600).default(''),
    button_text: z.string().min(1).optional(),
    button_payload: z.string().min(1).optional(),
    media: z.array(Media).max(10).default([]),
    /** Keyword that Advanced Opt-Out recognized. */
    opt_out_type: z.enum(['START', 'STOP', 'HELP']).optional(),
    messaging_service_sid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/)
      .optional(),
    /** WhatsApp's id of a person who writes with a number. */
    external_user_id: z.string().min(1).optional(),
    /** Names the SID of the message that this one answers. */
    replied_to: z.string().min(1).optional(),
    /** SID of an earlier message, to send it again. */
    message_sid: z
      .string()
      .regex(/^(SM|MM)[0-9a-fA-F]{32}$/)
      .optional(),
  })
  .refine(({ from, to }) => channelOfAddress(from) === channelOfAddress(to), {
    path: ['to'],
    message: 'must be on the same channel as from',
  })
  .refine(({ to }) => isSender({ channel: channelOfAddress(to) ?? 'sms', number: numberOf(to) }), {
    path: ['to'],
    message: 'must be an address that can send messages',
  });
export type InboundRequest = z.infer<typeof InboundRequest>;

/** Returns the receiving number and its Messaging Service. */
export const sendersOf = ({ to, messaging_service_sid: service }: InboundRequest): string[] => [
  to,
  ...(service === undefined ? [] : [service]),
];

const profileName = 'Simulated person';

/** Makes the form of Twilio's inbound webhook. The text of a pressed button is also the body. */
export const inboundParameters = (
  accountSid: string,
  sid: string,
  request: InboundRequest,
): Record<string, string> => ({
  ApiVersion: '2010-04-01',
  AccountSid: accountSid,
  MessageSid: sid,
  SmsSid: sid,
  SmsMessageSid: sid,
  SmsStatus: 'received',
  From: request.from,
  To: request.to,
  Body: request.body || (request.button_text ?? ''),
  NumMedia: String(request.media.length),
  NumSegments: '1',
  ...mediaOf(request),
  ...(channelOf(request.from) === 'whatsapp' ? ofWhatsapp(request) : geography),
  ...buttonOf(request),
  ...(request.messaging_service_sid !== undefined && { MessagingServiceSid: request.messaging_service_sid }),
  ...(request.opt_out_type !== undefined && { OptOutType: request.opt_out_type }),
  ...(request.replied_to !== undefined && { OriginalRepliedMessageSid: request.replied_to }),
});

/** Makes the entry of an inbound message in the account's list. */
export const receivedMessage = (
  request: InboundRequest,
  { sid, sequence, at }: { sid: string; sequence: number; at: number },
): Message => ({
  sid,
  sequence,
  direction: 'inbound',
  to: request.to,
  from: request.from,
  messagingServiceSid: request.messaging_service_sid ?? null,
  body: request.body || (request.button_text ?? ''),
  contentSid: null,
  media: request.media.map(({ url, content_type: type }) => mediaFile(url, type)),
  numSegments: 1,
  status: 'received',
  errorCode: null,
  price: null,
  createdAt: at,
  updatedAt: at,
  sentAt: at,
  validityPeriod: 0,
  sendAt: null,
  statusCallback: null,
  settled: true,
});

const mediaOf = ({ media }: InboundRequest) =>
  Object.fromEntries(
    media.flatMap(({ url, content_type }, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, content_type],
    ]),
  );

/** Sends empty fields too, as Twilio does. */
const geography = Object.fromEntries(
  ['From', 'To'].flatMap((end) => ['City', 'State', 'Zip', 'Country'].map((part) => [end + part, ''])),
);

const ofWhatsapp = ({ from, external_user_id: id }: InboundRequest) => ({
  ProfileName: profileName,
  ...(from.includes('+')
    ? { WaId: from.replace(/\D/g, ''), ...(id !== undefined && { ExternalUserId: id }) }
    : { ExternalUserId: numberOf(from) }),
  ChannelPrefix: 'whatsapp',
});

const buttonOf = ({ button_text: text, button_payload: payload }: InboundRequest) => ({
  ...(text !== undefined && { ButtonText: text }),
  ...(payload !== undefined && { ButtonPayload: payload }),
  ...((text ?? payload) !== undefined && { ButtonType: 'REPLY' }),
});

/** Remembers the ids of people who wrote with a number and an id. A person without a number has an id as the address. */
export const makeWhatsappIds = () => {
  const ids = new Map<string, string>();
  return {
    remember: ({ from, external_user_id: id }: InboundRequest): void => {
      if (id !== undefined) ids.set(from, id);
    },
    idOf: (address: string): string | undefined => {
      if (channelOf(address) !== 'whatsapp') return undefined;
      return address.includes('+') ? ids.get(address) : numberOf(address);
    },
  };
};
export type WhatsappIds = ReturnType<typeof makeWhatsappIds>;

/** Length of WhatsApp's service window, which starts with each message of a person. */
const openMs = 24 * 3_600_000;

/** Records the service windows of people who wrote to a sender. `now` is in epoch milliseconds. */
export const makeServiceWindows = (now: () => number) => {
  const heardAt = new Map<string, number>();
  return {
    hear: (person: string, sender: string): void => void heardAt.set(keyOf(person, sender), now()),
    isOpen: (person: string, sender: string): boolean =>
      now() - (heardAt.get(keyOf(person, sender)) ?? Number.NEGATIVE_INFINITY) < openMs,
  };
};

/** Treats the spellings of a Brazilian, Mexican or Argentine number as one person, because WhatsApp uses all of them. */
const personOf = (address: string): string =>
  address
    .replace(/(\+55\d{2})9(\d{8})$/, '$1$2')
    .replace(/\+521(\d{10})$/, '+52$1')
    .replace(/\+549(\d{10})$/, '+54$1');

const keyOf = (person: string, sender: string): string => `${personOf(person)} ${sender}`;

export type ServiceWindows = ReturnType<typeof makeServiceWindows>;

/** Records opt-outs from one sender or from all senders. */
export const makeOptOuts = () => {
  const anySender = '';
  const sendersByTo = new Map<string, Set<string>>();
  return {
    add: (to: string, from: string = anySender): void => {
      const senders = sendersByTo.get(to) ?? new Set();
      sendersByTo.set(to, senders.add(from));
    },
    /** Removes the opt-out from one sender. An opt-out from all senders stays. */
    remove: (to: string, from: string): void => {
      sendersByTo.get(to)?.delete(from);
    },
    has: (to: string, from: string): boolean => {
      const senders = sendersByTo.get(to);
      return senders !== undefined && (senders.has(anySender) || senders.has(from));
    },
  };
};
export type OptOuts = ReturnType<typeof makeOptOuts>;
