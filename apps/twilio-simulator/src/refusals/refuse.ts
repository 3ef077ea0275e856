import type { Draft } from '../messages/create-form.ts';
import { contentRules } from './content-rules.ts';
import { deliveryRules } from './delivery-rules.ts';
import { recipientRules } from './recipient-rules.ts';
import { refusalOf } from './refusal-codes.ts';
import type { Refusal } from './refusal.ts';
import type { Premises, Rule } from './rule.ts';
import { completenessRules } from './rules.ts';
import { senderRules } from './sender-rules.ts';

/** In the order in which a caller hears of them: a message with two mistakes is refused for the first. */
const rules: Rule[] = [...completenessRules, ...recipientRules, ...senderRules, ...contentRules, ...deliveryRules];

/** The refusal that Twilio would give, if any. */
export const refuse = (draft: Draft, premises: Premises): Refusal | undefined => {
  const rule = rules.find(({ broken }) => broken(draft, premises));
  return rule && refusalOf(rule.code, draft.form);
};
