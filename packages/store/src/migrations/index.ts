import type { Migration } from 'kysely/migration';
import { baseline } from './baseline/index.ts';

/**
 * Migrations run in the order of their names. Until 1.0.0 the baseline may be edited; after that a migration never changes
 * once it was released, and the next one corrects it. Each later migration is a file `0002_its_purpose.ts` in this folder
 * that exports a Migration.
 *
 * A migration runs while the processes of the version before still work: it adds first, and a later version removes. The name
 * of one that removes ends in `_after_NNNN`: it serves versions that have migration NNNN.
 */
export const migrations: Record<string, Migration> = {
  '0001_baseline': baseline,
};
