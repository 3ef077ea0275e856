import { isLandline, isPhoneNumber } from '../messages/address.ts';
import { magicRecipients } from './magic-numbers.ts';
import type { RefusalCode } from './refusal-codes.ts';
import type { Rule } from './rule.ts';

const magic: Rule[] = Object.entries(magicRecipients).map(([number, code]: [string, RefusalCode]) => ({
  code,
  broken: ({ to }) => to?.number === number,
}));

export const recipientRules: Rule[] = [
  ...magic,
  { code: 21211, broken: ({ to }) => !to || !isPhoneNumber(to.number) },
  { code: 21614, broken: ({ to }) => to?.channel === 'sms' && isLandline(to.number) },
  // A Messaging Service finds out when it has chosen a sender, and fails the message then.
  { code: 21610, broken: ({ form }, { isOptedOut }) => !form.MessagingServiceSid && isOptedOut(form.To, form.From) },
];
