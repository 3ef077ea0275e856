import type { Approval, AuditEntry, PriceList, Sender, Settings, Template, Usage } from '@recado/contract';
import {
  effectiveRate,
  isDrift,
  type AccountSettings,
  type Interruption,
  type PriceList as Recorded,
  type RecordedApproval,
  type RecordedAuditEntry,
  type RecordedSender,
  type RecordedTemplate,
  type UsageCheck,
} from '@recado/messaging';
import { explainCode } from '@recado/twilio';
import { omitUndefined } from '@recado/presentation';

export const presentSettings = (settings: AccountSettings): Settings => ({
  daily_budget: settings.dailyBudget ?? null,
  marketing_requires_consent: settings.marketingRequiresConsent,
  marketing_window: settings.marketingWindow,
  opt_out_confirmation: settings.optOutConfirmation,
  retention_days: settings.retentionDays,
  event_log_days: settings.eventLogDays,
  twilio_copy: settings.twilioCopy,
  double_opt_in: settings.doubleOptIn,
  marketing_cap: settings.marketingCap ?? null,
  objection_limits: settings.objectionLimits,
  launch_approval: settings.launchApproval ?? null,
  whatsapp_price_is_whole: settings.whatsappPriceIsWhole,
  report_timezone: settings.reportTimezone,
  test_numbers: settings.testNumbers,
});

export const presentPrices = (
  { currency, prices, version, isExample, updatedAt }: Recorded,
  usage: UsageCheck | undefined,
): PriceList => ({
  currency,
  prices,
  version,
  is_example: isExample,
  updated_at: updatedAt.toISOString(),
  ...(usage && { usage: presentUsage(usage) }),
});

const presentUsage = ({ day, checkedAt, problem, sums }: UsageCheck): Usage => ({
  day,
  checked_at: checkedAt.toISOString(),
  ...omitUndefined({ problem }),
  ...(sums && {
    sums: sums.map(({ channel, category, currency, counted, billed }) => ({
      channel,
      ...omitUndefined({ category }),
      counted: { amount: counted, currency },
      billed: { amount: billed, currency },
      is_drift: isDrift({ counted, billed }),
    })),
  }),
});

export const presentSender = (sender: RecordedSender, now: Date): Sender => ({
  id: sender.id,
  channel: sender.channel,
  address: sender.address,
  mps: sender.mps,
  daily_limit: sender.dailyLimit,
  limit_in_force: sender.peopleLimit ?? null,
  portfolio: sender.portfolio ?? null,
  ...omitUndefined({ quality: qualityOf(sender), reached: sender.reached }),
  paused: sender.paused,
  ...omitUndefined({ paused_reason: sender.pausedReason }),
  rate: rateOf(sender, now),
  health: healthOf(sender, now),
  ...omitUndefined({ marketing_waits: marketingWaitsOf(sender) }),
  created_at: sender.createdAt.toISOString(),
  updated_at: sender.updatedAt.toISOString(),
});

const rateOf = ({ mps, throttle }: RecordedSender, now: Date): Sender['rate'] => {
  const rate = { in_force: effectiveRate(mps, throttle, now), mps };
  if (!throttle || rate.in_force === mps) return rate;
  const { at, cause: code } = throttle;
  const meaning = code === undefined ? undefined : explainCode(code)?.meaning;
  const cause = code === undefined ? undefined : { code, meaning: meaning ?? 'a code that is not known here' };
  return { ...rate, reduced_since: at.toISOString(), ...omitUndefined({ cause }) };
};

const interrupted = (status: 'on_hold' | 'unreachable', { until, reason }: Interruption) => ({
  status,
  reason,
  until: until.toISOString(),
});

const isOn = (interruption: Interruption | undefined, now: Date): interruption is Interruption =>
  interruption !== undefined && interruption.until > now;

/** The most serious reason that keeps the sender from sending. */
const healthOf = (sender: RecordedSender, now: Date): Sender['health'] => {
  if (sender.paused) return { status: 'paused', ...omitUndefined({ reason: sender.pausedReason }) };
  if (isOn(sender.onHold, now)) return interrupted('on_hold', sender.onHold);
  if (isOn(sender.outage, now)) return interrupted('unreachable', sender.outage);
  return { status: effectiveRate(sender.mps, sender.throttle, now) < sender.mps ? 'throttled' : 'ok' };
};

const qualityOf = ({ quality }: RecordedSender): Sender['quality'] =>
  quality && {
    ...omitUndefined({ rating: quality.rating, messaging_limit: quality.messagingLimit }),
    checked_at: quality.checkedAt.toISOString(),
  };

const marketingWaitsOf = (sender: RecordedSender): Sender['marketing_waits'] => {
  const { inboundBehindSince: since, inboundProblem: problem, marketingPause } = sender;
  if (marketingPause) {
    const whose = marketingPause.by === sender.id ? 'this sender' : `sender ${marketingPause.by} of the same portfolio`;
    return {
      since: marketingPause.since.toISOString(),
      reason: `low_quality: WhatsApp rates the quality of ${whose} as low. Send less marketing, to people who want it`,
    };
  }
  return (
    since && {
      since: since.toISOString(),
      reason: problem
        ? `Twilio's list of inbound messages could not be read: ${problem}`
        : "Twilio's list of inbound messages is being read",
    }
  );
};

export const presentTemplate = (template: RecordedTemplate): Template => ({
  name: template.name,
  language: template.language,
  channel: template.channel,
  category: template.category,
  ...omitUndefined({ content_sid: template.contentSid, body: template.body, sms_charset: template.smsCharset }),
  variables: template.variables,
  ...omitUndefined({ content: template.content }),
  ...omitUndefined({
    approval: template.approval && presentApproval(template.approval),
    synced_at: template.syncedAt?.toISOString(),
  }),
  created_at: template.createdAt.toISOString(),
  updated_at: template.updatedAt.toISOString(),
});

const presentApproval = ({ status, category, rejectionReason, checkedAt }: RecordedApproval): Approval => ({
  status: status ?? null,
  ...omitUndefined({ category, rejection_reason: rejectionReason }),
  checked_at: checkedAt.toISOString(),
});

export const presentAuditEntry = ({ id, at, actor, action, object, detail }: RecordedAuditEntry): AuditEntry => ({
  id,
  at: at.toISOString(),
  actor,
  action,
  ...omitUndefined({ object, detail }),
});
