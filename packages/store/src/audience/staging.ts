import { pipeline } from 'node:stream/promises';
import type { Category, Channel } from '@recado/contract';
import type { DraftedRecipient } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import { indexOfContact, nameBytes, type BlindIndex } from '../encryption/blind-index.ts';
import { confidentialOf } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { isExcluded, isOptedOut } from '../messages/eligibility.ts';
import type { Schema } from '../schema/index.ts';
import type { ZoneSets } from './zones.ts';

/** They have the order of `lineOf`. */
export const createStaging = sql`
  create temporary table staged (
    id uuid, zone_set smallint, is_own_zone boolean, slot smallint, line bigint, country text, segments smallint, extra_segments smallint,
    person bytea, to_sealed bytea, content_sealed bytea,
    fallback_id uuid, fallback_segments smallint, fallback_extra_segments smallint, fallback_to_sealed bytea, fallback_content_sealed bytea,
    language text, fallback_language text
  ) on commit drop`;

/** The lines are in COPY's text format. */
export const copyToStaging = async (client: PoolClient, lines: readonly Buffer[]): Promise<void> => {
  await pipeline(lines, client.query(copyFrom('copy staged from stdin')));
};

export const emptyStaging = sql`truncate staged`;

/** Time zones of this batch's contacts that have no number yet. */
export const findUnknownZones = async (db: Kysely<Schema>): Promise<string[]> => {
  const { rows } = await sql<{ timezone: string }>`
    select distinct contacts.timezone
    from staged join contacts on contacts.to_index = index_of(staged.person)
    where contacts.timezone is not null and not staged.is_own_zone
      and not exists (select from zone_sets where zones = array[contacts.timezone])`.execute(db);
  return rows.map(({ timezone }) => timezone);
};

export type Merged = {
  zone_set: number;
  language: string | null;
  fallback_language: string | null;
  people: number;
  opted_out: number;
};

type Target = { campaignId: string; channel: Channel; category: Category };

/**
 * Adds the staged rows as recipients and counts them by their zones and languages. A recipient who is there already stays as it was. A
 * zone in the file comes before the contact's zone, and that before the zones of the number.
 */
export const mergeStaged = async (db: Kysely<Schema>, { campaignId, channel, category }: Target): Promise<Merged[]> => {
  const { rows } = await sql<Merged>`
    with added as (
      insert into recipients (
        campaign_id, id, zone_set, slot, line, country, segments, extra_segments, to_index, to_sealed, content_sealed,
        fallback_id, fallback_segments, fallback_extra_segments, fallback_to_sealed, fallback_content_sealed,
        language, fallback_language, kept_back
      )
      select
        ${campaignId}::uuid, staged.id, coalesce(own.id, staged.zone_set), slot, line, country, segments, extra_segments,
        index_of(person), to_sealed, content_sealed,
        fallback_id, fallback_segments, fallback_extra_segments, fallback_to_sealed, fallback_content_sealed,
        staged.language, fallback_language,
        case
          when ${sql.raw(isExcluded('index_of(staged.person)', 'target'))} then 'excluded'
          when ${sql.raw(isOptedOut('index_of(staged.person)', 'target'))} then 'opted_out'
        end
      from staged
      cross join (
        select ${channel}::channel as channel, ${category}::category as category,
          (select excluded_campaigns from campaigns where id = ${campaignId}) as excluded_campaigns
      ) as target
      left join contacts on contacts.to_index = index_of(staged.person) and not staged.is_own_zone
      left join zone_sets as own on own.zones = array[contacts.timezone]
      on conflict (campaign_id, to_index) do nothing
      returning zone_set, language, fallback_language, kept_back
    )
    select zone_set, language, fallback_language, count(*)::int as people,
      count(*) filter (where kept_back = 'opted_out')::int as opted_out
    from added group by zone_set, language, fallback_language`.execute(db);
  return rows;
};

type Deps = { sealer: Sealer; indexOf: BlindIndex; zoneSets: ZoneSets };

const slots = 64;
const none = '\\N';

/** A recipient as a line of COPY's text format, encrypted for the message that it becomes. */
export const stagedLine = (recipient: DraftedRecipient, { sealer, indexOf, zoneSets }: Deps): string => {
  const { to, zones, line, country, segments, extraSegments, content, isOwnZone } = recipient;
  const { language, fallbackLanguage } = recipient;
  const id = uuidv7();
  const person = indexOfContact(to, indexOf);
  const slot = person.readUInt8(nameBytes) % slots;
  const sealedTo = bytes(sealer.seal(to, recipientOf(id)));
  const sealedContent = bytes(sealer.seal(confidentialOf(content), contentOf(id)));
  return (
    `${id}\t${zoneSets.idOf(zones)}\t${isOwnZone ? 't' : 'f'}\t${slot}\t${line}\t${country ?? none}\t` +
    `${segments ?? none}\t${extraSegments ?? none}\t${bytes(person)}\t${sealedTo}\t${sealedContent}\t${fallbackOf(recipient, sealer)}\t` +
    `${language ?? none}\t${fallbackLanguage ?? none}\n`
  );
};

/** COPY reads a backslash as the start of an escape, so the backslash of a bytea is doubled. */
const bytes = (value: Buffer) => `\\\\x${value.toString('hex')}`;

const fallbackOf = ({ to, fallback }: DraftedRecipient, { seal }: Sealer): string => {
  if (!fallback) return `${none}\t${none}\t${none}\t${none}\t${none}`;
  const id = uuidv7();
  const sealedTo = bytes(seal(to, recipientOf(id)));
  const sealedContent = bytes(seal(confidentialOf(fallback.content), contentOf(id)));
  return `${id}\t${fallback.segments ?? none}\t${fallback.extraSegments ?? none}\t${sealedTo}\t${sealedContent}`;
};

/** It is in bytes: about 5,000 rows with short variables. */
const room = 4 * 1024 * 1024;

/**
 * Collects lines for COPY in memory that every batch uses again. Memory allocated for each batch would stay until a full
 * garbage collection.
 */
export const makeStagedLines = () => {
  const fixed = Buffer.allocUnsafeSlow(room);
  let used = 0;
  let beyond: Buffer[] = [];
  return {
    /** `text` is ASCII. */
    push: (text: string): void => {
      if (!beyond.length && used + text.length <= room) used += fixed.write(text, used, 'latin1');
      else beyond.push(Buffer.from(text, 'latin1'));
    },
    pieces: (): Buffer[] => [fixed.subarray(0, used), ...beyond],
    clear: (): void => {
      used = 0;
      beyond = [];
    },
  };
};
export type StagedLines = ReturnType<typeof makeStagedLines>;
