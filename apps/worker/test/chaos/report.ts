import type { Outcome } from './run.ts';

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** Where texts and callbacks are lost at once, few messages may be left to a person. */
const undecidedAtMost = 0.01;

export const isClean = ({ accepted, undecided, lost, doubled, deaths, wrongEvents }: Outcome): boolean =>
  lost.length + doubled.length + deaths.length + wrongEvents.length === 0 && undecided <= undecidedAtMost * accepted;

const figuresOf = (outcome: Outcome): string[] => [
  `engine ${outcome.engine}, seed ${outcome.seed}, ${outcome.seconds.toFixed(1)} s`,
  `accepted ${outcome.accepted}`,
  `delivered ${outcome.delivered}`,
  `undelivered, as Twilio says ${outcome.undelivered}`,
  `refused by Twilio ${outcome.refused}`,
  `left to a person ${outcome.undecided}`,
  `lost ${outcome.lost.length}`,
  `doubled ${outcome.doubled.length}`,
  `events at a webhook ${outcome.events}, wrong ${outcome.wrongEvents.length}`,
  `blows: ${list(outcome.blows)}`,
  `faults at Twilio: ${list(outcome.faults)}`,
];

/** Formats the result of a run for people, with the whole history of each fault. */
export const report = (outcome: Outcome): string => {
  const { lost, doubled, deaths, histories, wrongEvents } = outcome;
  const wrongs = [
    ...lost.map(({ id, why }) => `lost ${id}: ${why}`),
    ...doubled.map((id) => `doubled ${id}`),
    ...Object.values(histories).map((history) => JSON.stringify(history, null, 2)),
    ...wrongEvents.slice(0, 20),
    ...deaths.map((death) => `died unasked: ${death}`),
  ];
  return [...figuresOf(outcome), ...wrongs].join('\n');
};
