import type { Recorded } from './record-side.ts';

/** As much of an event as the judge looks at. */
export type EventOfLog = {
  sequence: number;
  type: string;
  data: { id?: string; status?: string; reason?: string };
};

type Evidence = { recorded: Recorded[]; got: EventOfLog[]; forged: number };

/** A status never goes to one of a smaller rank. */
const ranks: Record<string, number> = {
  accepted: 0,
  sent: 2,
  delivered: 3,
  read: 4,
  undelivered: 3,
  failed: 3,
  suppressed: 3,
  expired: 3,
  canceled: 3,
};

const rankOf = ({ status = '' }: EventOfLog['data']): number => ranks[status] ?? -1;

const isUnknown = ({ reason }: EventOfLog['data']): boolean => reason === 'outcome_unknown';

/**
 * A message whose outcome was given up may still turn out to have been sent. One that was sent is given up when its SID turns
 * out to be another message's; one that was delivered never is.
 */
const goesBack = (from: EventOfLog['data'], to: EventOfLog['data']): boolean => {
  if (isUnknown(from)) return rankOf(to) < 1;
  return isUnknown(to) ? rankOf(from) > 2 : rankOf(to) < rankOf(from);
};

/** Holds what a webhook got against the record. Returns what is wrong, in words. */
export const judgeEvents = ({ recorded, got, forged }: Evidence): string[] => [
  ...(forged ? [`${forged} events were not signed`] : []),
  ...gapsIn(got.map(({ sequence }) => sequence)),
  ...missing(recorded, got),
  ...[...Map.groupBy(ofMessages(got), ({ data }) => data.id ?? '').values()].flatMap(disorderIn),
];

const ofMessages = (got: readonly EventOfLog[]) =>
  got.filter(({ type }) => type.startsWith('message.') && type !== 'message.received');

const gapsIn = (numbers: readonly number[]): string[] => {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted.flatMap((number, place) => {
    const before = sorted[place - 1];
    return before === undefined || number === before + 1 ? [] : [`after event ${before} came event ${number}`];
  });
};

const missing = (recorded: readonly Recorded[], got: readonly EventOfLog[]): string[] => {
  const pairs = new Set(ofMessages(got).map(({ data }) => `${data.id} ${data.status}`));
  return recorded.flatMap(({ id, status }) =>
    ['accepted', status]
      .filter((each) => !pairs.has(`${id} ${each}`))
      .map((each) => `no event says that ${id} is ${each}`),
  );
};

const disorderIn = (events: readonly EventOfLog[]): string[] =>
  events.flatMap(({ sequence, data }, place) => {
    const before = events[place - 1];
    if (!before) return [];
    const what = `message ${data.id}: ${before.data.status} (event ${before.sequence}), then ${data.status} (event ${sequence})`;
    return sequence < before.sequence || goesBack(before.data, data) ? [what] : [];
  });
