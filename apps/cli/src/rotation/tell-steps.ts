import type { IndexRotationStep, RotationStep } from '@recado/messaging';

type Batch<Step> = Extract<Step, { kind: 'batch' }>;

type Words<Step> = {
  /** `seen` and `changed` are all rows of this run. */
  ofBatch: (batch: Batch<Step>, seen: number, changed: number) => string;
  ofWaiting: string;
  /** Of what else is worth a line. */
  ofOther?: (step: Step) => string | undefined;
};

type Deps<Step> = Words<Step> & { say: (line: string) => void; nowMs: () => number };

const everyMs = 10_000;

export const ofSealing: Words<RotationStep> = {
  ofBatch: ({ table, pass }, seen, changed) =>
    `pass ${pass}, ${table}: looked at ${seen} rows, sealed ${changed} of them anew`,
  ofWaiting: 'waiting for what is under way since before this pass, or seals with another key',
};

export const ofIndex: Words<IndexRotationStep> = {
  ofBatch: ({ table }, seen, changed) => `${table}: looked at ${seen} rows, put ${changed} of them under the new key`,
  ofWaiting: 'waiting for what holds a table for long, such as a file that is taken in, or has other index keys',
  ofOther: (step) => {
    if (step.kind === 'built') return `${step.table}: built ${step.name} for the new key`;
    return step.kind === 'switched' ? 'People are found under the new key from now on.' : undefined;
  },
};

const isBatch = <Step extends { kind: string }>(step: Step): step is Step & Batch<Step> => step.kind === 'batch';

/** Tells at once, and then now and again, how far a rotation is, and what it waits for. The counts are of this run. */
export const tellSteps = <Step extends RotationStep | IndexRotationStep>({
  say,
  nowMs,
  ofBatch,
  ofWaiting,
  ofOther = () => undefined,
}: Deps<Step>) => {
  let [seen, changed] = [0, 0];
  let saidAt = Number.NEGATIVE_INFINITY;
  let isWaiting = false;
  return (step: Step): void => {
    if (step.kind === 'waits' && !isWaiting) say(ofWaiting);
    isWaiting = step.kind === 'waits';
    const other = ofOther(step);
    if (other !== undefined) say(other);
    if (!isBatch(step)) return;
    seen += step.seen;
    changed += step.changed;
    if (nowMs() - saidAt < everyMs) return;
    saidAt = nowMs();
    say(ofBatch(step, seen, changed));
  };
};
