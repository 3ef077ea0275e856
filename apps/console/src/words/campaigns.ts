import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { CampaignEvent, CampaignEventType, CampaignStatus, RecipientStatus } from '@recado/contract';

export const campaignStatuses: Record<CampaignStatus, MessageDescriptor> = {
  draft: msg`Draft`,
  scheduled: msg`Scheduled`,
  running: msg`Running`,
  paused: msg`Paused`,
  completed: msg`Completed`,
  canceled: msg`Canceled`,
};

/** A status says what happened, and never more than that. Figures of many messages have the same words, in the plural. */
export const messageStatuses: Record<RecipientStatus, MessageDescriptor> = {
  pending: msg({ message: 'waiting', context: 'one message' }),
  accepted: msg`in the queue`,
  sending: msg`on the way to Twilio`,
  sent: msg({ message: 'taken by Twilio, delivery awaited', context: 'one message' }),
  delivered: msg({ message: 'delivered', context: 'one message' }),
  read: msg({ message: 'read', context: 'one message' }),
  undelivered: msg`not delivered`,
  failed: msg({ message: 'failed', context: 'one message' }),
  suppressed: msg({ message: 'excluded', context: 'one message' }),
  expired: msg`expired`,
  canceled: msg`canceled`,
};

/** Reasons for which a person of the audience gets nothing. */
const exclusions: Record<string, MessageDescriptor> = {
  excluded: msg`on a list that is excluded`,
  opted_out: msg`opted out`,
  opt_out_unclear: msg`may have asked to stop; somebody has to decide`,
  no_consent: msg`did not agree to marketing`,
  frequency_cap: msg`got enough marketing in this period`,
  marketing_cap: msg`got enough marketing in this period`,
  window_never_opens: msg`their hours for marketing do not begin in time`,
  dry_run: msg`test run: nothing is sent`,
  erased: msg`their data was erased`,
  daily_budget: msg`the daily budget is used up`,
};

export const sayExclusion = (i18n: I18n, reason: string): string => {
  const known = exclusions[reason];
  return known ? i18n._(known) : reason;
};

/** Reasons for which a campaign stands still or has ended. */
const pauseReasons: Record<string, MessageDescriptor> = {
  requested: msg`somebody asked for it`,
  budget: msg`its budget is used up`,
  daily_budget: msg`the daily budget of all campaigns is used up`,
  overdue: msg`it should have started more than an hour ago`,
  balance_too_low: msg`the balance of the Twilio account does not pay for it`,
  objections: msg`too many people object to it`,
  error_share: msg`too many of its messages failed`,
  blocked_by_template: msg`WhatsApp blocks its template`,
  blocked_by_sender: msg`its sender cannot send`,
  blocked_by_account: msg`Twilio has stopped the account`,
  blocked_by_whatsapp: msg`WhatsApp has stopped the business account`,
  restored: msg`the database was restored from a backup`,
};

const blockedBy = /^blocked_by_(\d+)$/;

/** Says why a campaign stands still. A reason that has no words yet shows its code. */
export const sayPauseReason = (i18n: I18n, reason: string | undefined): string => {
  if (reason === undefined) return i18n._(msg`somebody asked for it`);
  const [, code] = blockedBy.exec(reason) ?? [];
  if (code) return i18n._({ ...msg`Twilio refuses its messages with the code {code}`, values: { code } });
  const known = pauseReasons[reason];
  return known ? i18n._(known) : reason;
};

/** Figures of a pause: how many, of how many. */
const pauseFigures: [part: string, whole: string, text: MessageDescriptor][] = [
  [
    'opted_out',
    'delivered',
    msg`{count, plural, one {# of {whole} people who got it opted out} other {# of {whole} people who got it opted out}} ({share}).`,
  ],
  [
    'blocked',
    'tried',
    msg`{count, plural, one {# of {whole} messages was blocked} other {# of {whole} messages were blocked}} ({share}).`,
  ],
  ['held_back_by_meta', 'tried', msg`Meta held {count, number} of {whole} messages back ({share}).`],
  [
    'lost',
    'tried',
    msg`{count, plural, one {# of {whole} messages failed} other {# of {whole} messages failed}} ({share}).`,
  ],
];

/** Says the figures for which Recado paused a campaign, with the limit where there is one. */
export const sayPauseFigures = (i18n: I18n, detail: CampaignEvent['detail'] = {}): string | undefined => {
  const percent = (share: number) =>
    new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 2 }).format(share);
  const number = new Intl.NumberFormat(i18n.locale);
  const [part, whole, text] = pauseFigures.find(([name, of]) => name in detail && of in detail) ?? [];
  if (!part || !whole || !text) return undefined;
  const [count, of, limit] = [Number(detail[part]), Number(detail[whole]), Number(detail['limit_percent'] ?? 0)];
  const values = { count, whole: number.format(of), share: percent(of > 0 ? count / of : 0) };
  const figures = i18n._({ ...text, values });
  if (limit === 0) return figures;
  return `${figures} ${i18n._({ ...msg`The limit is {limit}.`, values: { limit: percent(limit / 100) } })}`;
};

export const campaignEvents: Record<CampaignEventType, MessageDescriptor> = {
  created: msg`Created`,
  changed: msg`Changed`,
  launched: msg`Launched`,
  started: msg`Started`,
  first_part_passed: msg`First part passed: the rest follows`,
  paused: msg`Paused`,
  resumed: msg`Resumed`,
  retried: msg`Failures queued again`,
  completed: msg`Completed`,
  canceled: msg`Canceled`,
};
