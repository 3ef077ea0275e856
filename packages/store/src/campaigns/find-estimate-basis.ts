import type { EstimateBasis } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';

type Row = {
  version: number;
  audience_version: number;
  template_updated_at: Date | null;
  fallback_updated_at: Date | null;
  prices_version: number | null;
};

/** What an estimate of a campaign is made from, as it is now; `undefined` if there is no such campaign. */
export const findEstimateBasis = async (db: Kysely<Schema>, id: string): Promise<EstimateBasis | undefined> => {
  const { rows } = await sql<Row>`
    select campaigns.version, campaigns.audience_version,
      template.updated_at as template_updated_at, sms.updated_at as fallback_updated_at,
      (select version from price_lists) as prices_version
    from campaigns
    left join templates as template
      on template.name = campaigns.template_name and template.language = campaigns.template_language
    left join templates as sms
      on sms.name = campaigns.fallback ->> 'template' and sms.language = campaigns.fallback ->> 'language'
    where campaigns.id = ${id}`.execute(db);
  const [row] = rows;
  return (
    row && {
      campaignId: id,
      version: row.version,
      audienceVersion: row.audience_version,
      ...given({
        templateUpdatedAt: row.template_updated_at,
        fallbackTemplateUpdatedAt: row.fallback_updated_at,
        pricesVersion: row.prices_version,
      }),
    }
  );
};
