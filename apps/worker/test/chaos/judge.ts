import type { Recorded } from './record-side.ts';
import type { Created } from './twilio-side.ts';

export type Verdict = {
  accepted: number;
  delivered: number;
  /** Taken by Twilio, which could not deliver them: so it ended as it should. */
  undelivered: number;
  /** Messages that Twilio refused permanently: a correct end. */
  refused: number;
  /** Messages left to an operator, because their outcome could not be found: a correct end. */
  undecided: number;
  /** Ids of messages that Twilio created more than once, or without an order. */
  doubled: string[];
  /** Ids that did not end as Twilio says they did, with why. */
  lost: { id: string; why: string }[];
};

type Evidence = { accepted: Map<string, Set<string>>; recorded: Recorded[]; created: Created[] };

type End = 'delivered' | 'undelivered' | 'refused' | 'undecided';

const finalRefusals = new Set([21211, 21612]);

const endAtTwilio: Record<string, End> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};
const endInRecord: Record<string, End> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

/** Returns how one message ended, or why that end is wrong. */
const endOf = (recorded: Recorded | undefined, created: Created | undefined): End | { why: string } => {
  if (!recorded) return { why: 'not in the record' };
  const { status, reason, error } = recorded;
  if (status === 'failed' && reason === 'outcome_unknown') return 'undecided';
  if (!created) {
    const isRefused = status === 'failed' && finalRefusals.has(error?.code ?? 0);
    return isRefused ? 'refused' : { why: `${status}, and Twilio has none` };
  }
  const end = endAtTwilio[created.status];
  return end && end === endInRecord[status] ? end : { why: `${status}, and at Twilio ${created.status}` };
};

/** Holds what was accepted against what Twilio made. */
export const judge = ({ accepted, recorded, created }: Evidence): Verdict => {
  const byId = new Map(recorded.map((message) => [message.id, message]));
  const madeOf = Map.groupBy(created, ({ messageId }) => messageId);
  const ids = [...accepted.values()].map(([id = '']) => id);
  const repeated = [...accepted.values()].flatMap(([, ...others]) => others);
  const known = new Set(ids);
  const unasked = [...byId.keys(), ...madeOf.keys()].filter((id) => !known.has(id));
  const twice = ids.filter((id) => (madeOf.get(id)?.length ?? 0) > 1);

  const ends = ids.map((id) => ({ id, end: endOf(byId.get(id), madeOf.get(id)?.[0]) }));
  const count = (wanted: End) => ends.filter(({ end }) => end === wanted).length;
  return {
    accepted: ids.length,
    delivered: count('delivered'),
    undelivered: count('undelivered'),
    refused: count('refused'),
    undecided: count('undecided'),
    doubled: [...new Set([...twice, ...repeated, ...unasked])],
    lost: ends.flatMap(({ id, end }) => (typeof end === 'string' ? [] : [{ id, why: end.why }])),
  };
};
