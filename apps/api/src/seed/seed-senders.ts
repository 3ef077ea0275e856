import type { RecordedSender } from '@recado/messaging';
import type { SenderSeed } from '@recado/runtime';

/** The senders of RECADO_SENDERS. The first one named is the first one taken for a message that names none. */
export const seedSenders = (seeds: SenderSeed[], now: Date): RecordedSender[] =>
  seeds.map(({ daily_limit: dailyLimit, ...seed }, index) => {
    const at = new Date(now.getTime() + index);
    return { ...seed, dailyLimit: dailyLimit ?? null, paused: false, createdAt: at, updatedAt: at };
  });
