import type { OutcomeKind, SenderMinute } from '@recado/messaging';

type Deps = { clock: () => Date; addSenderMinutes: (minutes: readonly SenderMinute[]) => Promise<void> };

const minuteMs = 60_000;

/** Counts in memory what each sender sent, because a message must not wait for its figures. */
export const makeSenderMinutes = ({ clock, addSenderMinutes }: Deps) => {
  let counted = new Map<string, SenderMinute>();

  const add = ({ senderId, at, sent, failed }: SenderMinute) => {
    const key = `${senderId} ${at.getTime()}`;
    const known = counted.get(key);
    counted.set(key, { senderId, at, sent: (known?.sent ?? 0) + sent, failed: (known?.failed ?? 0) + failed });
  };

  return {
    note: (senderId: string, outcome: OutcomeKind): void => {
      if (outcome !== 'submitted' && outcome !== 'rejected') return;
      const at = new Date(Math.floor(clock().getTime() / minuteMs) * minuteMs);
      add({ senderId, at, sent: Number(outcome === 'submitted'), failed: Number(outcome === 'rejected') });
    },
    /** Writes what was counted since the last time. If that fails, the next call writes it. */
    save: async (): Promise<void> => {
      const taken = [...counted.values()];
      counted = new Map();
      try {
        await addSenderMinutes(taken);
      } catch (error) {
        taken.forEach(add);
        throw error;
      }
    },
  };
};
