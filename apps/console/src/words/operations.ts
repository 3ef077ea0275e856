import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { NoticeList, NoticeType } from '@recado/contract';
import { sayPauseReason } from './campaigns.ts';
import { approvals } from './templates.ts';
import { showUnseen } from '../parts/written-text.tsx';

type Notice = NoticeList['data'][number];

/** Says what needs somebody, and what helps. `name` and `reason` are filled in where the API gives them. */
const notices: Record<NoticeType, MessageDescriptor> = {
  no_worker: msg`No worker runs, so nothing is sent. Start a worker.`,
  callbacks_refused: msg`{count, plural, one {# callback was} other {# callbacks were}} refused in the last hour, because the signature is wrong. Check PUBLIC_URL and TWILIO_AUTH_TOKEN.`,
  sender_paused: msg`The sender {name} is paused. Its messages wait until somebody resumes it.`,
  sender_unreachable: msg`Twilio does not answer for the sender {name}. Recado tries again by itself.`,
  marketing_waits: msg`Marketing of the sender {name} waits, because WhatsApp rates its quality as low.`,
  campaign_paused: msg`The campaign “{name}” is paused: {reason}.`,
  template_blocked: msg`The template {name} cannot be sent: {reason}.`,
  budget_used: msg`A budget is used to {count} %.`,
  balance_low: msg`The balance at Twilio lasts for less than an average day. Top it up.`,
  usage_drift: msg`Twilio billed another sum for a day than Recado counted. Compare them in the prices.`,
  prices_are_example: msg`The prices are an example list. Put yours, so that estimates are right.`,
  retention_not_set: msg`No retention is set: texts and numbers are kept without limit.`,
};

export const sayNotice = (i18n: I18n, notice: Notice): string => {
  const values = { name: showUnseen(notice.name ?? ''), count: notice.count ?? 0, reason: sayReason(i18n, notice) };
  return i18n._({ ...notices[notice.type], values });
};

const sayReason = (i18n: I18n, { type, reason = '' }: Notice): string => {
  if (type !== 'template_blocked') return sayPauseReason(i18n, reason);
  const known = Object.entries(approvals).find(([status]) => status === reason)?.[1];
  return known ? i18n._(known) : reason;
};
