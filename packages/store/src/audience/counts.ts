import type { AudienceImport, AudienceLanguage, AudienceSum } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import type { Merged } from './staging.ts';

export type AudienceCounts = {
  people: number;
  optedOut: number;
  zones: Map<number, number>;
  hasLanguages: boolean;
  /** By language and by that of the fallback SMS, with a space between them. */
  languages: Map<string, number>;
};

/** Adds up the people of batches by their zones, and by their languages if the plan has several. */
export const makeAudienceCounts = ({ template, languages }: AudienceImport['plan']) => {
  const counts: AudienceCounts = {
    people: 0,
    optedOut: 0,
    zones: new Map(),
    hasLanguages: languages !== undefined,
    languages: new Map(),
  };
  const add = (merged: readonly Merged[]): void => {
    for (const { zone_set: zoneSet, people, opted_out: optedOut, ...row } of merged) {
      counts.people += people;
      counts.optedOut += optedOut;
      counts.zones.set(zoneSet, (counts.zones.get(zoneSet) ?? 0) + people);
      if (!languages) continue;
      const key = `${row.language ?? template.language} ${row.fallback_language ?? ''}`;
      counts.languages.set(key, (counts.languages.get(key) ?? 0) + people);
    }
  };
  return { counts, add };
};

/** `given`: rows, of which some may be of people who are in the audience already. */
export const sumOf = (counts: AudienceCounts, given: number): AudienceSum => {
  const languages: Record<string, number> = {};
  for (const [key, people] of counts.languages) {
    const [language = ''] = key.split(' ');
    languages[language] = (languages[language] ?? 0) + people;
  }
  const { people: accepted, optedOut } = counts;
  return { accepted, duplicates: given - accepted, optedOut, ...(counts.hasLanguages && { languages }) };
};

/** Adds new people to the numbers of an audience by zones and languages. */
export const addToAudience = async (
  db: Kysely<Schema>,
  campaign_id: string,
  { zones, languages }: AudienceCounts,
): Promise<void> => {
  if (!zones.size) return;
  await db
    .insertInto('audience_zones')
    .values([...zones].map(([zone_set, people]) => ({ campaign_id, zone_set, people: String(people) })))
    .onConflict((conflict) =>
      conflict
        .columns(['campaign_id', 'zone_set'])
        .doUpdateSet({ people: sql`audience_zones.people + excluded.people` }),
    )
    .execute();
  if (!languages.size) return;
  const rows = [...languages].map(([key, people]) => {
    const [language = '', fallback_language = ''] = key.split(' ');
    return { campaign_id, language, fallback_language, people: String(people) };
  });
  await db
    .insertInto('audience_languages')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['campaign_id', 'language', 'fallback_language'])
        .doUpdateSet({ people: sql`audience_languages.people + excluded.people` }),
    )
    .execute();
};

/** Returns the languages of an audience in which each person is written in their own. */
export const findAudienceLanguages = async (db: Kysely<Schema>, campaignId: string): Promise<AudienceLanguage[]> => {
  const rows = await db
    .selectFrom('audience_languages')
    .select(['language', 'fallback_language', 'people'])
    .where('campaign_id', '=', campaignId)
    .orderBy('language')
    .orderBy('fallback_language')
    .execute();
  return rows.map(({ language, fallback_language: fallbackLanguage, people }) => ({
    language,
    ...(fallbackLanguage !== '' && { fallbackLanguage }),
    people: Number(people),
  }));
};
