import type { QualityFacts, RecordedSender } from './sender.ts';

/** Something of the account that one worker at a time asks Twilio for. */
export type AccountLook = 'balance' | 'senders' | 'usage';

export type TakeAccountLook = {
  /** True for one caller, if nobody asked within `everyMs`. */
  takeAccountLook: (what: AccountLook, at: Date, everyMs: number) => Promise<boolean>;
};

/** Describes the quality of a sender at Twilio now. A fact that is absent is not known. */
export type QualityReading = QualityFacts & { senderId: string };

/** The pause of a sender's marketing began, or ended; `by`: the sender of its portfolio that is rated low. */
export type MarketingPauseChange = { senderId: string; by?: string };

export type ReadQualitiesDeps = TakeAccountLook & {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  /** Returns the facts of the senders that the account has, by their address. Rejects if Twilio does not answer. */
  fetchQualities: (addresses: string[]) => Promise<Map<string, QualityFacts>>;
  /** Returns the senders whose marketing begins or ends to wait. */
  saveQualities: (readings: QualityReading[], at: Date) => Promise<MarketingPauseChange[]>;
  pauseChanged: (change: MarketingPauseChange) => void;
};

const everyMs = 15 * 60_000;

/**
 * Reads WhatsApp's quality rating and messaging limit of each WhatsApp sender, one worker at a time. A low rating pauses
 * the marketing of its portfolio until it is better. Returns whether this worker read them.
 */
export const readQualities = async (deps: ReadQualitiesDeps): Promise<boolean> => {
  const at = deps.clock();
  const senders = (await deps.findSenders()).filter(({ channel }) => channel === 'whatsapp');
  if (!senders.length || !(await deps.takeAccountLook('senders', at, everyMs))) return false;
  const found = await deps.fetchQualities(senders.map(({ address }) => address));
  const readings = senders.flatMap(({ id, address }) => {
    const facts = found.get(address);
    return facts ? [{ senderId: id, ...facts }] : [];
  });
  for (const change of await deps.saveQualities(readings, at)) deps.pauseChanged(change);
  return true;
};
