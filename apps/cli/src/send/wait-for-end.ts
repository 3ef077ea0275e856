import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@recado/contract';
import type { ApiClient } from '../api/client.ts';

const everyMs = 500;

const reached = new Set(['delivered', 'read']);
const unreached = new Set(['undelivered', 'failed', 'suppressed', 'expired', 'canceled']);

export type Verdict = 'reached' | 'unreached' | 'open';

/** Whether a message reached its person, never will, or may still. */
export const verdictOf = ({ status }: Message): Verdict => {
  if (reached.has(status)) return 'reached';
  return unreached.has(status) ? 'unreached' : 'open';
};

/** Follows a message until it has reached its person or never will, or until `patienceMs` have passed. */
export const waitForEnd = async (api: ApiClient, id: string, patienceMs: number): Promise<Message> => {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const message = await api.find(id);
    if (verdictOf(message) !== 'open' || Date.now() > giveUpAt) return message;
    await sleep(everyMs);
  }
};
