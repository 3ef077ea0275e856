import type { SyncedTemplates } from '@recado/contract';

/** What a sync did, and what it passed over, a line each. */
export const showSync = ({ created, updated, unchanged, recategorized, skipped }: SyncedTemplates): string =>
  [
    `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped.`,
    ...recategorized.map(
      ({ name, language, from, to }) => `  ${name} (${language}) was ${from} and is ${to} now: WhatsApp put it there`,
    ),
    ...skipped.map(({ content_sid: sid, reason, message }) => `  ${sid} skipped: ${message} (${reason})`),
  ].join('\n');
