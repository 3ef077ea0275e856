import type { StatusReport } from './messages/settle.ts';

type Unheard = { messageId: string; twilioSid: string };

export type FetchUnheardDeps = {
  clock: () => Date;
  takeUnheard: (at: Date, againAfterMs: number, limit: number) => Promise<Unheard[]>;
  /** What Twilio says of a message now; throws when it cannot say. */
  fetchStatus: (unheard: Unheard) => Promise<StatusReport | undefined>;
  settle: (report: StatusReport) => Promise<unknown>;
  /** Milliseconds of silence after which Twilio is asked, and asked again. */
  afterSentMs: number;
};

const batch = 50;

const fetchOne = async (deps: FetchUnheardDeps, unheard: Unheard): Promise<void> => {
  const report = await deps.fetchStatus(unheard);
  if (report) await deps.settle(report);
};

/** Asks Twilio about messages of which no callback told for too long. Gives how many there were. */
export const fetchUnheard = async (deps: FetchUnheardDeps): Promise<number> => {
  const unheard = await deps.takeUnheard(deps.clock(), deps.afterSentMs, batch);
  const results = await Promise.allSettled(unheard.map((each) => fetchOne(deps, each)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return unheard.length;
};
