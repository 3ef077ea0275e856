import type { Settings } from '@recado/contract';
import { fields } from '../terminal/fields.ts';
import { money } from '../terminal/format.ts';

const consentOf = (isRequired: boolean): string => (isRequired ? 'required' : 'not required');

const keptOf = (days: Settings['retention_days']): string =>
  Object.entries(days)
    .map(([kind, length]) => `${kind} ${length === null ? 'for ever' : `${length} d`}`)
    .join(', ');

/** The settings as lines of a name and a value. */
export const showSettings = (settings: Settings): string => {
  const {
    daily_budget: budget,
    alert_webhook: webhook,
    marketing_window: window,
    double_opt_in: doubleOptIn,
  } = settings;
  const { whatsapp, sms } = settings.marketing_requires_consent;
  return fields([
    ['daily budget', budget ? money(budget) : 'none'],
    ['alerts', webhook?.url ?? 'in the log only'],
    ['marketing', `${window.from}-${window.to} ${window.days.join(',')} (${window.timezone})`],
    ['kept', keptOf(settings.retention_days)],
    ["Twilio's copy", settings.twilio_copy],
    ['STOP and START', settings.opt_out_confirmation.enabled ? 'confirmed' : 'not confirmed'],
    ['double opt-in', doubleOptIn.enabled ? `asks with ${doubleOptIn.template}` : 'off'],
    ['consent', `WhatsApp ${consentOf(whatsapp)}, SMS ${consentOf(sms)}`],
  ]);
};
