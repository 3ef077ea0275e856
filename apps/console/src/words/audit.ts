import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { formatsOf } from '../preferences/format.ts';
import { messageStatuses, sayPauseReason } from './campaigns.ts';
import { roles } from './roles.ts';
import { categories, channels } from './templates.ts';

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
  'campaign.first_part_passed': msg`went on with a campaign after its first part`,
  'campaign.recipients_imported': msg`took people into a campaign`,
  'campaign.exclusions_imported': msg`excluded the people of a file from a campaign`,
  'campaign.exclusions_removed': msg`emptied the list of people that a draft excludes`,
  'campaign.recipients_removed': msg`took the people out of a draft`,
  'campaign.tested': msg`sent a test`,
  'consent.recorded': msg`recorded a consent`,
  'consent.confirmed': msg`recorded that a person confirmed their consent`,
  'consents.imported': msg`imported consents`,
  'consents.shown': msg`looked at the consents of a person`,
  'contact.shown': msg`looked at a person`,
  'contact.changed': msg`changed a person's settings`,
  'contact.looked_up': msg`looked a number up`,
  'contact.erased': msg`erased a person`,
  'contact.marketing_held': msg`held marketing to a person, who may have asked to stop`,
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
  'sender.marketing_paused': msg`paused the marketing of a sender`,
  'sender.marketing_resumed': msg`resumed the marketing of a sender`,
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

/** Names of the fields in the details of entries, and of the fields that a detail lists. */
const fields: Words = {
  accepted: msg`Accepted`,
  address: msg`Address`,
  balance: msg`Balance`,
  blocked: msg`Blocked`,
  budget: msg`Budget`,
  by: msg`Because of the sender`,
  campaign_id: msg`Campaign`,
  campaigns: msg`Campaigns`,
  canceled: msg`Canceled messages`,
  category: msg`Category`,
  changed: msg`Changed fields`,
  channel: msg`Channel`,
  channels: msg`Channels`,
  consent: msg`Consent`,
  consents: msg`Consents`,
  content_sid: msg`Content at Twilio`,
  cost: msg`Cost`,
  count: msg`Whole numbers shown`,
  created: msg`Added`,
  created_after: msg`Created from`,
  created_before: msg`Created before`,
  currency: msg`Currency`,
  daily_budget: msg`Daily budget`,
  daily_limit: msg`People in 24 hours`,
  delivered: msg`Delivered`,
  disabled: msg`Account disabled`,
  double_opt_in: msg`Confirmation of consent`,
  dry_run: msg`Test run`,
  duplicates: msg`Duplicates`,
  ended: msg`Ended messages`,
  error_code: msg`Error code`,
  event_log_days: msg`Days of the event log`,
  evidence: msg`Proof`,
  exclude: msg`Excluded people`,
  expires_at: msg`Valid until`,
  fallback: msg`Fallback SMS`,
  fields: msg`Changed fields`,
  filter: msg`Filter`,
  frequency_cap: msg`Frequency cap`,
  from: msg`First event`,
  granted: msg`Agreed`,
  grants: msg`Extra rights`,
  held_back_by_meta: msg`Held back by Meta`,
  import: msg`Import`,
  inbound: msg`Inbound messages`,
  inbound_id: msg`Inbound message`,
  include_numbers: msg`Sends whole numbers`,
  invited_by: msg`Invited by`,
  keys: msg`Index keys`,
  language: msg`Language`,
  launch_approval: msg`Second person for launches`,
  limit_percent: msg`Limit`,
  list: msg`List`,
  locale: msg`Language of the console`,
  lost: msg`Failed`,
  marketing_cap: msg`Marketing limit per person`,
  marketing_requires_consent: msg`Consent for marketing`,
  marketing_window: msg`Hours for marketing`,
  messages: msg`Messages`,
  mps: msg`Messages per second`,
  name: msg`Name`,
  numbers: msg`Numbers`,
  objection_limits: msg`Limits for objections`,
  opt_out_confirmation: msg`Confirmation of opt-outs`,
  opted_out: msg`Opted out`,
  own_number: msg`Own number`,
  password: msg`Password`,
  paused: msg`On pause`,
  portfolio: msg`Business portfolio`,
  prices: msg`Prices`,
  purpose: msg`Applies to`,
  rate: msg`Requests per second`,
  reason: msg`Reason`,
  recipients: msg`People`,
  reference: msg`Reference`,
  refused: msg`Left unchanged`,
  rejected: msg`Rejected`,
  report_timezone: msg`Time zone of reports`,
  resealed: msg`Encrypted again`,
  retention_days: msg`Days that data is kept`,
  retired: msg`Removed keys`,
  retried: msg`Retried messages`,
  role: msg`Role`,
  rows: msg`Rows`,
  scopes: msg`Rights`,
  send_at: msg`Time of the start`,
  sender: msg`Sender`,
  senders: msg`Senders`,
  sequence: msg`Entry of the consent ledger`,
  settings: msg`Changed settings`,
  source: msg`Source`,
  status: msg`Status`,
  template: msg`Template`,
  test_numbers: msg`Numbers for tests`,
  timezone: msg`Time zone`,
  to: msg`Last event`,
  tried: msg`Messages sent`,
  twilio_copy: msg`Copy at Twilio`,
  types: msg`Types of events`,
  unreadable: msg`Unreadable values`,
  updated: msg`Updated`,
  url: msg`Address`,
  valid_for: msg`Valid for`,
  variables: msg`Variables`,
  version: msg`Version`,
  whatsapp_price_is_whole: msg`Price of WhatsApp includes Meta’s fee`,
  window: msg`Sending window`,
};

/** Returns nothing for a field that has no words yet. */
export const sayField = (i18n: I18n, name: string): string | undefined => sayKnown(i18n, fields, name);

type Words = Record<string, MessageDescriptor>;

/** A key that somebody wrote may be a name that every object has, such as `constructor`. */
const sayKnown = (i18n: I18n, words: Words | undefined, key: string): string | undefined => {
  const known = words && Object.hasOwn(words, key) ? words[key] : undefined;
  return known && i18n._(known);
};

/** Words for the values of a field. Other values are shown as they are. */
const values: Record<string, Words> = {
  category: categories,
  changed: fields,
  channel: channels,
  channels,
  fields,
  grants: { reveal: msg`reveal numbers`, erase: msg`erase people`, whole_export: msg`export whole numbers` },
  purpose: { all: msg`all messages`, marketing: categories.marketing },
  reason: { low_quality: msg`WhatsApp rates its quality as low` },
  role: roles,
  settings: fields,
  source: { reply: msg`their reply` },
  status: { ...messageStatuses, active: msg`active` },
};

type Detail = { action: string; name: string; value: unknown };

/** Returns a value of a detail in the language of the page. */
export const sayDetail = (i18n: I18n, detail: Detail): string => {
  const { action, name, value } = detail;
  const each = (part: unknown): string => sayDetail(i18n, { ...detail, value: part });
  if (value === null || value === 'none' || (Array.isArray(value) && value.length === 0)) return i18n._(msg`none`);
  if (typeof value === 'boolean') return value ? i18n._(msg`yes`) : i18n._(msg`no`);
  if (typeof value === 'number') return sayNumber(i18n, name, value);
  if (Array.isArray(value)) return value.map(each).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(
        ([inner, part]) =>
          `${sayField(i18n, inner) ?? inner}: ${sayDetail(i18n, { action, name: inner, value: part })}`,
      )
      .join(' · ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A change of a campaign lists its fields in one text.
  if (values[name] === fields && text.includes(', ')) return text.split(', ').map(each).join(', ');
  if (name === 'reason' && action.startsWith('campaign.')) return sayPauseReason(i18n, text);
  return sayKnown(i18n, values[name], text) ?? text;
};

const sayNumber = ({ locale }: I18n, name: string, value: number): string => {
  if (name === 'error_code') return String(value);
  const { number, percent } = formatsOf(locale);
  return name === 'limit_percent' ? percent(value / 100, 2) : number(value);
};
