import type { RotationStep } from '@recado/messaging';

type Deps = { say: (line: string) => void; nowMs: () => number };

const everyMs = 10_000;

const inWords = ({ table, pass }: Extract<RotationStep, { kind: 'batch' }>, seen: number, resealed: number) =>
  `pass ${pass}, ${table}: looked at ${seen} rows, sealed ${resealed} of them anew`;

/** Tells at once, and then now and again, how far a rotation is, and what it waits for. The counts are of this run. */
export const tellSteps = ({ say, nowMs }: Deps) => {
  let [seen, resealed] = [0, 0];
  let saidAt = Number.NEGATIVE_INFINITY;
  let isWaiting = false;
  return (step: RotationStep): void => {
    if (step.kind === 'waits' && !isWaiting)
      say('waiting for what is under way since before this pass, or seals with another key');
    isWaiting = step.kind === 'waits';
    if (step.kind !== 'batch') return;
    seen += step.seen;
    resealed += step.resealed;
    if (nowMs() - saidAt < everyMs) return;
    saidAt = nowMs();
    say(inWords(step, seen, resealed));
  };
};
