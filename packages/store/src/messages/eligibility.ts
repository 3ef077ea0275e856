import { serviceWindow } from '../inbound/waits.ts';

/**
 * Rules about who may be sent what, as conditions in SQL. Accepting, importing, estimating, feeding and claiming all take
 * them from here, so that all of them come to the same verdict. Arguments are expressions in SQL. A `message` is the name
 * of a row with a channel and a category.
 */

/** The person opted out of messages of this kind on this channel. */
export const isOptedOut = (person: string, message: string): string => `exists (
  select from suppressions
  where suppressions.to_index = ${person} and suppressions.channel = ${message}.channel and ${optOutCovers(message)}
)`;

/**
 * The person is in the audience of a campaign that this one excludes. The import decides it for good: the feeder and the
 * estimate take its reason.
 */
export const isExcluded = (person: string, campaign: string): string => `exists (
  select from recipients as known
  where known.campaign_id = any (${campaign}.excluded_campaigns) and known.to_index = ${person}
)`;

/** The person is on the list of files that are excluded from the campaign. Most campaigns have none. */
export const isOnExclusionList = (person: string, campaign: string): string => `(
  ${campaign}.exclusions > 0 and exists (
    select from exclusions as listed where listed.campaign_id = ${campaign}.id and listed.to_index = ${person}
  )
)`;

/** Why a recipient is excluded, before the feeder looks at opt-outs and consent; null if for nothing. */
export const knownExclusion = (recipient: string, campaign: string): string => `
  case when ${isOnExclusionList(`${recipient}.to_index`, campaign)} then 'excluded' else ${recipient}.kept_back end`;

/** The person may have opted out of marketing, and nobody has decided yet. Only marketing is held. */
export const isOptOutUnclear = (person: string, message: string): string => `(
  ${message}.category = 'marketing' and exists (
    select from suppressions
    where suppressions.to_index = ${person} and suppressions.channel = ${message}.channel and purpose = 'unclear'
  )
)`;

/** A row of suppressions covers the category of the message. Login codes are never covered. */
export const optOutCovers = (message: string): string => `(
  suppressions.purpose = 'all' and ${message}.category <> 'authentication'
  or suppressions.purpose = 'marketing' and ${message}.category = 'marketing'
)`;

/** The strictest of some categories; null counts for none. */
export const stricterCategory = (categories: readonly string[]): string => `
  case
    when 'marketing' in (${categories.join(', ')}) then 'marketing'
    when 'utility' in (${categories.join(', ')}) then 'utility'
    else 'authentication'
  end::category`;

/** The last thing that the person said about marketing on this channel; null if they said nothing. */
export const latestConsent = (person: string, message: string): string => `(
  select granted from consent_states
  where consent_states.to_index = ${person} and consent_states.channel = ${message}.channel and purpose = 'marketing'
)`;

/** The settings require consent to marketing on this channel, unless they switch it off. */
export const isConsentNeeded = (channel: string): string => `coalesce(
  (select (value ->> ${channel}::text)::boolean from settings where name = 'marketing_requires_consent'), true
)`;

type ConsentTerms = {
  /** See latestConsent. */
  granted: string;
  /** Selects the source of the consent that a campaign claims for all its people; null without one. */
  basis?: string;
  isNeeded?: string;
};

/** A refusal always counts. Without a statement of the person, the campaign's consent or the settings may do. */
export const lacksConsent = (
  message: string,
  { granted, basis = 'null', isNeeded = isConsentNeeded(`${message}.channel`) }: ConsentTerms,
): string => `
  case when ${message}.category = 'marketing' then
    case ${granted} when true then false when false then true else ${basis} is null and ${isNeeded} end
  else false end`;

/**
 * The cap of the campaign or that of the settings is reached; without either it is not. `recent`: the times of the
 * person's last marketing messages.
 */
export const isCapReached = (campaign: string, recent: string, at: string): string => `(
  coalesce(${campaign}.cap_messages <= ${countSince(recent, `${at} - ${campaign}.cap_seconds * interval '1 s'`)}, false)
  or exists (
    select from settings
    where name = 'marketing_cap' and (value ->> 'messages')::integer
      <= ${countSince(recent, `${at} - (value ->> 'period')::integer * interval '1 s'`)}
  )
)`;

const countSince = (recent: string, since: string): string => `(
  select count(*) from unnest(${recent}) as sent (at) where sent.at > ${since}
)`;

/**
 * Is true if the sender may have received a STOP that was not read yet. Either the API was away, or no worker has read
 * Twilio's list for ten minutes.
 */
export const isInboundUnread = (sender: string, at: string): string =>
  `(${sender}.inbound_behind_since is not null or ${sender}.inbound_due_at < ${at} - interval '10 minutes')`;

/** WhatsApp rates the quality of the sender, or of another one of its portfolio, as low. */
export const isMarketingPaused = (sender: string): string => `${sender}.marketing_paused_since is not null`;

/** The sending window of a campaign, or the hours for marketing, closed while the message waited. */
export const isWindowClosed = (message: string, at: string): string => `${message}.window_until <= ${at}`;

/**
 * The message is free text on WhatsApp, and its person has not written to its sender within 24 hours before `at`. Templates
 * and SMS cost no look at an index: PostgreSQL evaluates the parts of an `and` inside a `case` from the left.
 */
export const isOutsideServiceWindow = (message: string, at: string): string => `
  (${message}.channel = 'whatsapp' and ${message}.template_name is null and not exists (
    select from inbound_messages as heard
    where heard.from_index = ${message}.to_index and heard.sender_id = ${message}.sender_id
      and heard.channel = 'whatsapp' and heard.received_at > ${at} - ${serviceWindow}
  ))`;

/**
 * Is true if the message may have been sent between the backup and a restore. The message, or the recipient that it was
 * made from, is older than the restore, and was not compared with Twilio's list since.
 */
export const isPossiblySent = (message: string): string => `exists (
  select from restores
  where (${message}.created_at < restores.found_at or ${message}.id < restores.first_id)
    and (${message}.claimed_at is null or ${message}.claimed_at < restores.found_at)
)`;

/** The row of database_identity was written in this database. A row that was restored or copied fails one of both. */
export const isWrittenHere = '(written_by = xmin::text and place = database_place())';

/**
 * False from a restore of the database until a worker has recorded it. `seenAt`: the process knows that it was seen then.
 * PostgreSQL evaluates the first part once for each statement.
 */
export const isDatabaseKnown = (seenAt: string): string => `(
  not exists (select from database_identity where not ${isWrittenHere})
  and (${seenAt} is null or ${seenAt} <= (select seen_at from database_identity))
)`;

/** Returns the category of a message in the price list. */
export const priceCategoryOf = (message: string): string => `(
  case when ${message}.channel = 'whatsapp' and ${message}.template_name is null then 'service'
  else ${message}.category::text end
)::price_category`;
