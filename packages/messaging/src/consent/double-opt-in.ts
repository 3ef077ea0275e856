import type { Channel, DoubleOptIn, PutSettings, SendMessage } from '@recado/contract';
import { refuseField } from '../errors.ts';
import type { RecordedTemplate } from '../templates/template.ts';

/** What somebody says is believed at once. */
export const askedOnce: DoubleOptIn = { enabled: false };

/** A person's yes. `from` is E.164 as Twilio writes it. */
export type ConsentAnswer = { from: string; channel: Channel; at: Date; twilioSid: string; said: string };

/** So long after the question a yes is taken for the answer to it. */
export const answerableMs = 30 * 24 * 3_600_000;

/** What asks a person whether it was them who agreed; `undefined` where nobody is asked. */
export const questionOf = (
  { enabled, template, language }: DoubleOptIn,
  { to, channel }: { to: string; channel: Channel },
): (SendMessage & { template: string }) | undefined =>
  enabled && template !== undefined
    ? { to, channel, template, category: 'utility', ...(language !== undefined && { language }) }
    : undefined;

type CheckDeps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

/** Throws a Refusal of a template that cannot be sent to just anybody. */
export const checkDoubleOptIn = async (deps: CheckDeps, wish: PutSettings['double_opt_in']): Promise<void> => {
  if (!wish?.enabled || wish.template === undefined) return;
  const template = await deps.findTemplate(wish.template, wish.language);
  const refuse = (reason: string, message: string) => refuseField('double_opt_in.template', reason, message);
  if (!template) throw refuse('unknown_template', 'is none: PUT the template first');
  if (template.category === 'marketing') throw refuse('is_marketing', 'is marketing, to which nobody has agreed yet');
  if (template.variables.length) throw refuse('has_variables', 'has variables, of which nothing is known');
};
