import type { Claim } from '@recado/messaging';
import type { Pool } from 'pg';
import type { BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { newEventId } from '../event-id.ts';
import { gather } from '../postgres/batch.ts';
import { findUnclaimed, type UnclaimedRow } from '../statements/find-unclaimed.ts';
import { claimRestricted, type RestrictedRow } from './claim-restricted.ts';
import { claimMessages, type ClaimedRow } from './claim-transactional.ts';
import { claimedOfRow } from './claimed.ts';
import { makePostpone, type Postpone } from './postpone.ts';

type Deps = { pool: Pool; sealer: Sealer; indexOf: BlindIndex };
type Call = { id: string; at: Date; lookAgainAt: Date };
type Answer = Claim | Error;

const orError = <T>(make: () => T): T | Error => {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
};

const answerPlain = (row: ClaimedRow, sealer: Sealer): Answer =>
  row.ended ? { kind: 'over' } : orError(() => ({ kind: 'claimed', message: claimedOfRow(row, sealer) }));

const answerRestricted = (row: RestrictedRow, sealer: Sealer): Answer => {
  if (row.fate === 'sends') return orError(() => ({ kind: 'claimed', message: claimedOfRow(row, sealer) }));
  return row.fate === 'waits' ? { kind: 'early', at: row.until } : { kind: 'over' };
};

const whyNot = (row: UnclaimedRow | undefined, at: Date): Claim => {
  if (row?.status !== 'accepted' || row.parked) return { kind: 'over' };
  if (row.due_at > at) return { kind: 'early', at: row.due_at };
  // If it is not held any more, it became free in this moment: now is the time.
  return row.paused ? { kind: 'held' } : { kind: 'early', at };
};

const itemOf = ({ id, at, lookAgainAt }: Call) => ({ id, at, look_again_at: lookAgainAt, event_id: newEventId() });

type Claimers = Pick<Deps, 'pool' | 'sealer'> & { postpone: Postpone };

/** First by what the messages' own rows say; what depends on more than that by all that it depends on. */
const claimDistinct = async ({ pool, sealer, postpone }: Claimers, calls: Call[]): Promise<Map<string, Answer>> => {
  const answers = new Map<string, Answer>();
  const unanswered = () => calls.filter(({ id }) => !answers.has(id));
  for (const row of await claimMessages(pool, calls.map(itemOf))) answers.set(row.id, answerPlain(row, sealer));
  const restricted = unanswered().length ? await claimRestricted(pool, unanswered().map(itemOf)) : [];
  for (const row of restricted) answers.set(row.id, answerRestricted(row, sealer));
  const postponed = await postpone(restricted.filter(({ fate }) => fate === 'closed'));
  for (const [id, at] of postponed) answers.set(id, { kind: 'early', at });
  const unclaimed = unanswered().length ? await findUnclaimed(pool, unanswered()) : [];
  const found = new Map(unclaimed.map((row) => [row.id, row]));
  for (const { id, at } of unanswered()) answers.set(id, whyNot(found.get(id), at));
  return answers;
};

const claimTogether =
  (claimers: Claimers) =>
  async (calls: readonly Call[]): Promise<Answer[]> => {
    const distinct = [...new Map(calls.toReversed().map((call) => [call.id, call])).values()];
    const answers = await claimDistinct(claimers, distinct);
    return calls.map(({ id }) => {
      const answer = answers.get(id);
      // Two calls may name one message: the first has it.
      if (answer instanceof Error || answer?.kind === 'claimed') answers.delete(id);
      return answer ?? { kind: 'over' };
    });
  };

/** Takes messages to send, those that are asked for at the same time in one statement. Of several claims of one message, one wins. */
export const makeClaim = (deps: Deps) => {
  const claim = gather(claimTogether({ ...deps, postpone: makePostpone(deps) }));
  return (id: string, at: Date, lookAgainAt: Date): Promise<Claim> => claim({ id, at, lookAgainAt });
};
