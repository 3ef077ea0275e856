import type { MemberChoice } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { findAudienceLanguages } from './counts.ts';
import { findOpenCopies, makeCopyPage } from './copies.ts';
import { makeImportExclusions, makeRemoveExclusions } from './exclusions.ts';
import { makeFindAudienceParts } from './estimate.ts';
import { findImports, findRejections, hasImport, makeImportInto } from './import.ts';
import { findAudienceMember, findUnicodeMembers, makeDeleteDraft, makeEmptyAudience } from './members.ts';
import { makeZoneSets, type ZoneSets } from './zones.ts';

type Deps = { bulkPool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Imports and reads a campaign's audience. A file is imported whole or not at all. */
export const audienceMethods = (deps: Deps) => ({
  ...fillingMethods({ ...deps, zoneSets: makeZoneSets(deps.kysely) }),
  importExclusions: makeImportExclusions(deps),
  removeExclusions: makeRemoveExclusions(deps.bulkPool),
  emptyAudience: makeEmptyAudience(deps.bulkPool),
  deleteDraft: makeDeleteDraft(deps.bulkPool),
  findAudienceParts: makeFindAudienceParts(deps.bulkPool),
  findAudienceLanguages: (campaignId: string) => findAudienceLanguages(deps.kysely, campaignId),
  findAudienceMember: (campaignId: string, choice: MemberChoice) => findAudienceMember(deps, campaignId, choice),
  findUnicodeMembers: (campaignId: string, limit: number) => findUnicodeMembers(deps, campaignId, limit),
  hasImport: (campaignId: string, importId: string) => hasImport(deps.kysely, campaignId, importId),
  findImports: (campaignId: string) => findImports(deps.kysely, campaignId),
  findRejections: (importId: string, after: number) => findRejections(deps.kysely, importId, after),
});

const fillingMethods = (deps: Deps & { zoneSets: ZoneSets }) => ({
  importInto: makeImportInto(deps),
  findOpenCopies: () => findOpenCopies(deps.kysely),
  copyPage: makeCopyPage(deps),
});
