/** Describes a link of the ledger's chain: its place, from 1, and the hash over it and all links before it. */
export type ChainPlace = { sequence: number; hash: Buffer };

/** Consecutive links: the last of them, and the first that is not as it was written. */
export type CheckedLinks = { links: number; last?: ChainPlace; brokenAt?: number };

type Deps = { checkLinks: (after: ChainPlace | undefined, limit: number) => Promise<CheckedLinks> };

/** Links per statement: a few milliseconds of hashing, unless many entries stand at each link. */
const batch = 1000;

/**
 * Walks the whole chain of the consent ledger, up to the first link that was changed, removed or inserted. `onStep` gets
 * the number of links checked so far.
 */
export const verifyConsents = async (
  { checkLinks }: Deps,
  onStep: (links: number) => void = () => undefined,
): Promise<CheckedLinks> => {
  let links = 0;
  let last: ChainPlace | undefined;
  for (;;) {
    const step = await checkLinks(last, batch);
    links += step.links;
    last = step.last ?? last;
    onStep(links);
    if (step.links < batch || step.brokenAt !== undefined)
      return { links, ...(last && { last }), ...(step.brokenAt !== undefined && { brokenAt: step.brokenAt }) };
  }
};

/** The state of the verification that runs beside everything else. */
export type Checkpoint = {
  /** The last link that this walk checked; absent at the start of a walk. */
  last?: ChainPlace;
  /** Names the first broken link of this walk. */
  brokenAt?: number;
  /** A new walk is due: this one began more than a day ago. */
  isDue: boolean;
};

type CheckpointDeps = Deps & {
  findCheckpoint: () => Promise<Checkpoint>;
  /** Keeps the progress, unless another process made some. `isComplete`: the walk reached the end of the chain. */
  saveCheckpoint: (before: Checkpoint, after: Omit<Checkpoint, 'isDue'>, isComplete: boolean) => Promise<boolean>;
  restartCheckpoint: (before: Checkpoint) => Promise<boolean>;
};

/**
 * Verifies the new entries since the last run, and once a day the whole ledger. So a proof for one person need not read
 * the chain. If it is killed, it continues from its checkpoint.
 */
export const advanceVerification = async (
  deps: CheckpointDeps,
  signal: AbortSignal,
  onStep: () => void = () => undefined,
): Promise<void> => {
  while (!signal.aborted) {
    const before = await deps.findCheckpoint();
    const { links, last = before.last, brokenAt } = await deps.checkLinks(before.last, batch);
    const broken = before.brokenAt ?? brokenAt;
    const after = { ...(last && { last }), ...(broken !== undefined && { brokenAt: broken }) };
    const isComplete = links < batch;
    if (!(await deps.saveCheckpoint(before, after, isComplete))) return;
    onStep();
    if (!isComplete) continue;
    if (before.isDue) await deps.restartCheckpoint({ ...after, isDue: true });
    return;
  }
};
