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

/** Names of actions in the audit log. An action without a name shows as it is. */
export const actions: Record<string, MessageDescriptor> = {
  'campaign.created': msg`created a campaign`,
  'campaign.changed': msg`changed a campaign`,
  'campaign.deleted': msg`deleted a draft`,
  'campaign.launched': msg`launched a campaign`,
  'campaign.launch_refused': msg`could not launch a campaign without a second person`,
  'campaign.paused': msg`paused a campaign`,
  'campaign.resumed': msg`resumed a campaign`,
  'campaign.canceled': msg`canceled a campaign`,
  'campaign.retried': msg`retried failures of a campaign`,
  'campaign.completed': msg`completed a campaign`,
  'campaign.started': msg`started a campaign`,
  'campaign.recipients_imported': msg`took people into a campaign`,
  'campaign.exclusions_imported': msg`excluded the people of a file from a campaign`,
  'campaign.exclusions_removed': msg`emptied the list of people that a draft excludes`,
  'campaign.recipients_removed': msg`took the people out of a draft`,
  'campaign.tested': msg`sent a test`,
  'consent.recorded': msg`recorded a consent`,
  'consents.imported': msg`imported consents`,
  'consents.shown': msg`looked at the consents of a person`,
  'contact.shown': msg`looked at a person`,
  'contact.changed': msg`changed a person's settings`,
  'contact.looked_up': msg`looked a number up`,
  'contact.erased': msg`erased a person`,
  'contact.exported': msg`exported the data of a person`,
  'contact.opted_in': msg`removed an opt-out`,
  'contact.opted_out': msg`opted a person out`,
  'key.created': msg`made an API key`,
  'key.revoked': msg`revoked an API key`,
  'message.canceled': msg`canceled a message`,
  'message.retried': msg`retried a message`,
  'messages.canceled': msg`canceled messages`,
  'messages.retried': msg`retried messages`,
  'messages.retry_started': msg`started a retry of many messages`,
  'messages.retry_canceled': msg`stopped a retry`,
  'number.revealed': msg`revealed a number`,
  'numbers.revealed': msg`was shown whole numbers`,
  'prices.changed': msg`changed the prices`,
  'sender.created': msg`added a sender`,
  'sender.changed': msg`changed a sender`,
  'sender.paused': msg`paused a sender`,
  'sender.resumed': msg`resumed a sender`,
  'session.started': msg`signed in`,
  'settings.changed': msg`changed the settings`,
  'template.changed': msg`changed a template`,
  'templates.synced': msg`synced the templates`,
  'user.changed': msg`changed a person's account`,
  'user.created': msg`joined`,
  'user.invited': msg`invited a person`,
  'user.readmitted': msg`joined again`,
  'encryption_key.rotated': msg`exchanged the encryption key`,
  'index_key.rotated': msg`exchanged the index key`,
  'webhook.replayed': msg`sent events to a webhook again`,
  'webhook.secret_rotated': msg`exchanged the secret of a webhook`,
  'webhook.created': msg`added a webhook`,
  'webhook.changed': msg`changed a webhook`,
  'webhook.deleted': msg`deleted a webhook`,
};
