import type { AudiencePart, EstimateBasis } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';
import { isCapReached, isConsentNeeded, lacksConsent, optOutCovers } from '../messages/eligibility.ts';
import { makeConcurrencyLimit } from '../postgres/batch.ts';
import { omitNulls, inBulkTransaction } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

type AudiencePartRow = {
  reason: string | null;
  country: string | null;
  language: string | null;
  zones: string[] | null;
  place: number;
  people: number;
  units: string;
  fallbacks: number;
  fallback_units: string;
  unicode: UnicodeRow;
  fallback_unicode: UnicodeRow;
};

/** JSON, and null if there is nobody. */
type UnicodeRow = { people: number; units: number; extra: number } | null;

/**
 * Adds up an audience of any size for an estimate. One estimate runs at a time, on a connection of the pool for imports.
 */
export const makeFindAudienceParts = (bulkPool: Pool) => {
  const limit = makeConcurrencyLimit(1);
  return async (campaignId: string, at: Date): Promise<AudiencePart[]> => {
    await new Promise<void>((resolve) => limit.enter(resolve));
    try {
      return await inBulkTransaction(bulkPool, async ({ db }) => {
        await inOnePass.execute(db);
        return (await sumUp(campaignId, at).execute(db)).rows.map(partOfRow);
      });
    } finally {
      limit.leave();
    }
  };
};

/**
 * An estimate reads the whole audience in one pass, each table beside it once, on one core. Looking up each row by an index
 * would be slower, and using all cores would slow down sending. A file that was just imported has no statistics by which
 * the planner could choose.
 */
const inOnePass = sql`
  select
    set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
    set_config('enable_nestloop', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
    set_config('work_mem', '64MB', true)`;

/** The setting is read once, not for each person. */
const terms = { granted: 'consent.granted', basis: 'campaign.consent_source', isNeeded: 'campaign.needs_consent' };

/** Excludes the same people as the feeder and the claim would at this moment, by the same rules. */
const judged = (campaignId: string) => sql`
  judged as (
    select
      case
        when recipients.kept_back <> 'opted_out' then recipients.kept_back
        when listed.to_index is not null then 'excluded'
        when opted_out.is_clear then 'opted_out'
        when not opted_out.is_clear then 'opt_out_unclear'
        when ${sql.raw(lacksConsent('campaign', terms))} then 'no_consent'
        when capped.to_index is not null then 'frequency_cap'
      end as reason,
      recipients.country, recipients.language, recipients.zone_set, recipients.slot % campaign.pool as place,
      recipients.segments, recipients.extra_segments, recipients.fallback_id, recipients.fallback_segments,
      recipients.fallback_extra_segments
    from recipients
    cross join campaign
    left join exclusions as listed
      on listed.campaign_id = recipients.campaign_id and listed.to_index = recipients.to_index
    left join (
      select suppressions.to_index, bool_or(suppressions.purpose <> 'unclear') as is_clear
      from suppressions join campaign on suppressions.channel = campaign.channel
      where ${sql.raw(optOutCovers('campaign'))} or suppressions.purpose = 'unclear' and campaign.category = 'marketing'
      group by suppressions.to_index
    ) as opted_out on opted_out.to_index = recipients.to_index
    left join (
      select consent_states.to_index, granted
      from consent_states join campaign on consent_states.channel = campaign.channel
      where consent_states.purpose = 'marketing' and campaign.category = 'marketing'
        and (campaign.consent_source is null or not granted)
    ) as consent on consent.to_index = recipients.to_index
    left join (
      select to_index from marketing_paces cross join campaign
      where campaign.category = 'marketing' and ${sql.raw(isCapReached('campaign', 'recent', 'campaign.judged_at'))}
    ) as capped on capped.to_index = recipients.to_index
    where recipients.campaign_id = ${campaignId}
  )`;

const sumUp = (campaignId: string, at: Date) => sql<AudiencePartRow>`
  with campaign as materialized (
    select *, cardinality(sender_ids) as pool, ${sql.raw(isConsentNeeded('campaigns.channel'))} as needs_consent,
      ${at}::timestamptz as judged_at
    from campaigns where id = ${campaignId}
  ),
  ${judged(campaignId)},
  parts as (
    select reason, country, language, zone_set, place, count(*)::int as people, sum(coalesce(segments, 1)) as units,
      count(fallback_id)::int as fallbacks,
      coalesce(sum(coalesce(fallback_segments, 1)) filter (where fallback_id is not null), 0) as fallback_units,
      ${unicodeOf('segments', 'extra_segments')} as unicode,
      ${unicodeOf('fallback_segments', 'fallback_extra_segments')} as fallback_unicode
    from judged group by reason, country, language, zone_set, place
  )
  select parts.*, zone_sets.zones from parts left join zone_sets on zone_sets.id = parts.zone_set`;

/** Returns the texts in UCS-2. */
const unicodeOf = (segments: string, extra: string) => sql`
  case when count(${sql.ref(extra)}) > 0 then json_build_object(
    'people', count(${sql.ref(extra)}), 'extra', sum(${sql.ref(extra)}),
    'units', sum(${sql.ref(segments)}) filter (where ${sql.ref(extra)} is not null)
  ) end`;

const nobody = { people: 0, units: 0, extra: 0 };

const partOfRow = (row: AudiencePartRow): AudiencePart => ({
  ...omitNulls({ reason: row.reason, country: row.country, language: row.language }),
  zones: row.zones ?? [],
  place: row.place,
  people: row.people,
  units: Number(row.units),
  unicode: row.unicode ?? nobody,
  fallbacks: {
    people: row.fallbacks,
    units: Number(row.fallback_units),
    unicode: row.fallback_unicode ?? nobody,
  },
});

type EstimateBasisRow = {
  version: number;
  audience_version: number;
  template_updated_at: Date | null;
  fallback_updated_at: Date | null;
  prices_version: number | null;
};

/** The versions of everything that an estimate depends on; `undefined` if there is no such campaign. */
export const findEstimateBasis = async (db: Kysely<Schema>, id: string): Promise<EstimateBasis | undefined> => {
  const { rows } = await sql<EstimateBasisRow>`
    with used as (
      select language, fallback_language from audience_languages where campaign_id = ${id}
    )
    select campaigns.version, campaigns.audience_version,
      (
        select max(templates.updated_at) from templates
        where name = campaigns.template_name
          and (language = campaigns.template_language or language in (select used.language from used))
      ) as template_updated_at,
      (
        select max(templates.updated_at) from templates
        where name = campaigns.fallback ->> 'template'
          and (language = campaigns.fallback ->> 'language' or language in (select used.fallback_language from used))
      ) as fallback_updated_at,
      (select version from price_lists) as prices_version
    from campaigns
    where campaigns.id = ${id}`.execute(db);
  const [row] = rows;
  return (
    row && {
      campaignId: id,
      version: row.version,
      audienceVersion: row.audience_version,
      ...omitNulls({
        templateUpdatedAt: row.template_updated_at,
        fallbackTemplateUpdatedAt: row.fallback_updated_at,
        pricesVersion: row.prices_version,
      }),
    }
  );
};
