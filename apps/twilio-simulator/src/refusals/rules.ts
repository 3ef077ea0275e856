import type { Rule } from './rule.ts';

/** A message has somebody to go to, somebody to come from, and something to say. */
export const completenessRules: Rule[] = [
  { code: 21604, broken: ({ form }) => !form.To },
  { code: 21603, broken: ({ form }) => !form.From && !form.MessagingServiceSid },
  { code: 21602, broken: ({ form }) => !form.Body && !form.ContentSid && !form.MediaUrl.length },
];
