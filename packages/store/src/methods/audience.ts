import type { MemberChoice } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { makeEmptyAudience } from '../audience/empty-audience.ts';
import { findRejections, hasImport } from '../audience/find-rejections.ts';
import { findAudienceMember } from '../audience/find-audience-member.ts';
import { makeFindAudienceParts } from '../audience/find-audience-parts.ts';
import { makeImportInto } from '../audience/import-into.ts';
import { makeZoneSets } from '../audience/zone-sets.ts';
import type { Schema } from '../schema.ts';
import type { BlindIndex } from '../sealing/blind-index.ts';
import type { Sealer } from '../sealing/sealer.ts';

type Deps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Who a campaign is for: whole files at once. */
export const audienceMethods = (deps: Deps) => ({
  importInto: makeImportInto({ ...deps, zoneSets: makeZoneSets(deps.kysely) }),
  emptyAudience: makeEmptyAudience(deps.bulkPool),
  findAudienceParts: makeFindAudienceParts(deps.bulkPool),
  findAudienceMember: (campaignId: string, choice: MemberChoice) => findAudienceMember(deps, campaignId, choice),
  hasImport: (campaignId: string, importId: string) => hasImport(deps.kysely, campaignId, importId),
  findRejections: (importId: string, after: number) => findRejections(deps.kysely, importId, after),
});
