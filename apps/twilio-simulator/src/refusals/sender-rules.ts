import { isSender } from '../messages/address.ts';
import type { Draft } from '../messages/create-form.ts';
import { goodSender, magicSenders } from './magic-numbers.ts';
import type { RefusalCode } from './refusal-codes.ts';
import type { Premises, Rule } from './rule.ts';

const magic: Rule[] = Object.entries(magicSenders).map(([number, code]: [string, RefusalCode]) => ({
  code,
  broken: ({ from }) => from?.number === number,
}));

const isForeign = ({ form, from }: Draft, { senders }: Premises) =>
  from !== undefined && from.number !== goodSender && senders.size > 0 && !senders.has(form.From);

export const senderRules: Rule[] = [
  {
    code: 21705,
    broken: ({ form }) => form.MessagingServiceSid !== '' && !/^MG[0-9a-fA-F]{32}$/.test(form.MessagingServiceSid),
  },
  ...magic,
  { code: 21212, broken: ({ form, from }) => form.From !== '' && (!from || !isSender(from)) },
  { code: 21910, broken: ({ from, to }) => from !== undefined && from.channel !== to?.channel },
  { code: 63031, broken: ({ form, from }) => from?.channel === 'whatsapp' && form.From === form.To },
  { code: 21266, broken: ({ form }) => form.From === form.To },
  { code: 63007, broken: (draft, premises) => draft.from?.channel === 'whatsapp' && isForeign(draft, premises) },
  { code: 21606, broken: isForeign },
];
