import type { Message, Status } from '../messages/message.ts';
import { makeWorstWindow, type WorstWindow } from './worst-window.ts';

/** Counts what was ever created, also what the ledger has dropped since. */
export const makeTally = () => {
  let requests = 0;
  let created = 0;
  let refused = 0;
  const byStatus = new Map<Status, number>();
  const bySender = new Map<string, WorstWindow>();

  const add = (status: Status, by: number) => byStatus.set(status, (byStatus.get(status) ?? 0) + by);

  const senderOf = ({ from, messagingServiceSid }: Message) => from ?? messagingServiceSid ?? '';

  return {
    requested: (): void => {
      requests += 1;
    },
    refused: (): void => {
      refused += 1;
    },
    created: (message: Message): void => {
      created += 1;
      add(message.status, 1);
      const sender = senderOf(message);
      const window = bySender.get(sender) ?? makeWorstWindow();
      bySender.set(sender, window);
      window.add(message.createdAt);
    },
    moved: (message: Message, from: Status): void => {
      add(from, -1);
      add(message.status, 1);
    },
    read: () => ({
      requests,
      created,
      refused,
      by_status: Object.fromEntries([...byStatus].filter(([, count]) => count > 0)),
      by_sender: Object.fromEntries([...bySender].map(([sender, window]) => [sender, window.read()])),
    }),
  };
};
export type Tally = ReturnType<typeof makeTally>;
