import { legalMoves, retryableStatuses } from '@recado/messaging';
import { migrateQueue } from '@recado/queue';
import { migrate } from '@recado/store';
import { createTemplate, createTestDatabase, guardStatuses } from '@recado/testing';

/** Makes a migrated database of a test's own. It is a copy, which takes less time than `recado migrate`. */
export const makeDatabase = async () =>
  createTestDatabase({
    template: await createTemplate('recado with its queue', async (url) => {
      await migrate(url);
      await migrateQueue(url);
      await guardStatuses(url, { moves: legalMoves, retryable: retryableStatuses });
    }),
  });
