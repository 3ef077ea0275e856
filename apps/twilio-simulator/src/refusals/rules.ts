import { isAcceptable } from '../content/content.ts';
import { isLandline, isSender, isWhatsappPerson, type Draft } from '../messages/create-form.ts';
import { refusalOf, type Refusal, type RefusalCode } from './refusal.ts';

/** Requires a recipient, a sender and content. */
const completenessRules: Rule[] = [
  { code: 21604, broken: ({ form }) => !form.To },
  { code: 21603, broken: ({ form }) => !form.From && !form.MessagingServiceSid },
  { code: 21602, broken: ({ form }) => !form.Body && !form.ContentSid && !form.MediaUrl.length },
];

const maxBody = 1600;
const maxVariables = 100;
const maxMedia = { sms: 10, whatsapp: 1 };

const isWeb = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

const namesAndValues = ({ variables }: Draft) => Object.entries(variables ?? {});

const contentRules: Rule[] = [
  { code: 21617, broken: ({ form }) => form.Body.length > maxBody },
  { code: 21620, broken: ({ form }) => !form.MediaUrl.every(isWeb) },
  { code: 21623, broken: ({ form, to }) => form.MediaUrl.length > maxMedia[to?.channel ?? 'sms'] },
  { code: 21654, broken: ({ form }) => form.ContentVariables !== '' && form.ContentSid === '' },
  {
    code: 21655,
    broken: ({ form }, { isContent }) =>
      form.ContentSid !== '' && (!/^HX[0-9a-fA-F]{32}$/.test(form.ContentSid) || !isContent(form.ContentSid)),
  },
  { code: 21656, broken: ({ form, variables }) => form.ContentVariables !== '' && variables === undefined },
  { code: 92002, broken: (draft) => namesAndValues(draft).length > maxVariables },
  { code: 21656, broken: (draft) => !namesAndValues(draft).every(([, value]) => isAcceptable(value)) },
];

const maxValidity = 36_000;
const soonestMs = 300_000;
const latestMs = 35 * 24 * 3_600_000;

/** Accepts localhost, unlike Twilio, which requires a public host. The simulator is used on one machine. */
const isCallable = (text: string) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.hostname.includes('_');
};

const isValidity = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= maxValidity;

const isScheduled = ({ form }: Draft) => form.ScheduleType !== '' || form.SendAt !== '';

const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

const lead = ({ form }: Draft, { now }: Premises) => Date.parse(form.SendAt) - now;

const deliveryRules: Rule[] = [
  { code: 21609, broken: ({ form }) => form.StatusCallback !== '' && !isCallable(form.StatusCallback) },
  { code: 21624, broken: ({ form }) => form.ValidityPeriod !== '' && !isValidity(form.ValidityPeriod) },
  {
    code: 35114,
    broken: (draft) =>
      isScheduled(draft) &&
      (draft.form.ScheduleType !== 'fixed' ||
        !iso8601.test(draft.form.SendAt) ||
        Number.isNaN(Date.parse(draft.form.SendAt))),
  },
  { code: 35118, broken: (draft) => isScheduled(draft) && !draft.form.MessagingServiceSid },
  { code: 35115, broken: (draft, premises) => isScheduled(draft) && lead(draft, premises) <= soonestMs },
  { code: 35117, broken: (draft, premises) => isScheduled(draft) && lead(draft, premises) > latestMs },
];

/**
 * Lists the numbers of Twilio's test credentials, here on every channel (`whatsapp:+15005550001` too). Any other number
 * may send, unless SIMULATOR_SENDERS names the senders of the account.
 */
const magicRecipients: Record<string, RefusalCode> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

const magicSenders: Record<string, RefusalCode> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};

/** This number may always send. */
export const goodSender = '+15005550006';

const recipientMagic: Rule[] = Object.entries(magicRecipients).map(([number, code]: [string, RefusalCode]) => ({
  code,
  broken: ({ to }) => to?.number === number,
}));

const recipientRules: Rule[] = [
  ...recipientMagic,
  { code: 21211, broken: ({ to }) => !to || !isWhatsappPerson(to) },
  { code: 21614, broken: ({ to }) => to?.channel === 'sms' && isLandline(to.number) },
  // A Messaging Service chooses the sender later, and fails the message then.
  { code: 21610, broken: ({ form }, { isOptedOut }) => !form.MessagingServiceSid && isOptedOut(form.To, form.From) },
];

const senderMagic: Rule[] = Object.entries(magicSenders).map(([number, code]: [string, RefusalCode]) => ({
  code,
  broken: ({ from }) => from?.number === number,
}));

const isForeign = ({ form, from }: Draft, { senders }: Premises) =>
  from !== undefined && from.number !== goodSender && senders.size > 0 && !senders.has(form.From);

const senderRules: Rule[] = [
  {
    code: 21705,
    broken: ({ form }) => form.MessagingServiceSid !== '' && !/^MG[0-9a-fA-F]{32}$/.test(form.MessagingServiceSid),
  },
  ...senderMagic,
  { code: 21212, broken: ({ form, from }) => form.From !== '' && (!from || !isSender(from)) },
  { code: 21910, broken: ({ from, to }) => from !== undefined && from.channel !== to?.channel },
  { code: 63031, broken: ({ form, from }) => from?.channel === 'whatsapp' && form.From === form.To },
  { code: 21266, broken: ({ form }) => form.From === form.To },
  { code: 63007, broken: (draft, premises) => draft.from?.channel === 'whatsapp' && isForeign(draft, premises) },
  { code: 21606, broken: isForeign },
];

/** Gives the rules the state of the account. */
export type Premises = {
  /** It is in epoch milliseconds. */
  now: number;
  /** Addresses that may send; empty to accept every well-formed address. */
  senders: ReadonlySet<string>;
  isContent: (contentSid: string) => boolean;
  isOptedOut: (to: string, from: string) => boolean;
};

type Rule = { code: RefusalCode; broken: (draft: Draft, premises: Premises) => boolean };

/** Lists the rules in order: a message with two errors is refused for the first. */
const rules: Rule[] = [...completenessRules, ...recipientRules, ...senderRules, ...contentRules, ...deliveryRules];

/** Returns the error that Twilio would answer, if any. */
export const refuse = (draft: Draft, premises: Premises): Refusal | undefined => {
  const rule = rules.find(({ broken }) => broken(draft, premises));
  return rule && refusalOf(rule.code, draft.form);
};
