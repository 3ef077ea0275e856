import type { Changed, Launching } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { tryImportLock } from '../audience/import-lock.ts';
import type { Schema } from '../schema/index.ts';
import { changeLocked } from './change.ts';
import { findEstimateBasis } from './find-estimate-basis.ts';

/** Changes a campaign by what its audience and its estimate are at that moment. No upload begins before it is done. */
export const launchCampaign = (db: Kysely<Schema>, { decide, ...launching }: Launching): Promise<Changed> =>
  changeLocked(db, launching, async (campaign, trx) => {
    const isImporting = !(await tryImportLock(trx, launching.id));
    const basis = await findEstimateBasis(trx, launching.id);
    return basis && decide(campaign, { isImporting, basis });
  });
