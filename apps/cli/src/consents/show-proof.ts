import type { ConsentProof } from '@recado/contract';
import { fields } from '../terminal/fields.ts';
import { moment } from '../terminal/format.ts';

type Entry = ConsentProof['consents'][number];

const nameOf = ({ granted, pending }: Entry): string => {
  if (pending) return 'asked';
  return granted ? 'agreed' : 'refused';
};

const entryOf = (entry: Entry): string =>
  fields([
    [nameOf(entry), `marketing by ${entry.channel}, ${moment(entry.occurred_at)}`],
    ['words', entry.words],
    ['source', entry.source],
    ['campaign', entry.campaign_id],
    ['recorded', `${moment(entry.recorded_at)} by ${entry.by}`],
    ['link', `${entry.sequence}, ${entry.hash}`],
    ['holds', entry.intact ? 'yes' : 'NO: it is not what was written'],
  ]);

/** All that a person said about marketing, the oldest first, and whether the ledger holds. */
export const showProof = ({ phone, intact, consents }: ConsentProof): string => {
  const state = intact ? 'The ledger is as it was written.' : 'THE LEDGER WAS CHANGED: see `recado consents verify`.';
  if (consents.length === 0) return `The ledger has nothing of ${phone}. ${state}`;
  return [`${phone}: ${consents.length} in the ledger, the oldest first.`, ...consents.map(entryOf), state].join(
    '\n\n',
  );
};
