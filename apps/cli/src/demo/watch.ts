import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@recado/contract';
import type { ApiClient } from '../api/client.ts';
import { hasEnded } from './shipment.ts';

const everyMs = 300;
const pageSize = '200';

const readAll = async (api: ApiClient): Promise<Message[]> => {
  const messages: Message[] = [];
  let cursor: string | null = null;
  do {
    const page = await api.list({ limit: pageSize, ...(cursor !== null && { cursor }) });
    messages.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return messages;
};

type Deps = { api: ApiClient; deadlineMs: number; onProgress: (ended: number) => void; signal: AbortSignal };

/** Follows the messages until all of them have ended or the deadline has passed, and gives them as they are then. */
export const watchUntilEnded = async (ids: ReadonlySet<string>, deps: Deps): Promise<Message[]> => {
  const giveUpAt = Date.now() + deps.deadlineMs;
  for (;;) {
    const messages = (await readAll(deps.api)).filter(({ id }) => ids.has(id));
    const ended = messages.filter(hasEnded).length;
    deps.onProgress(ended);
    if (ended === ids.size || Date.now() > giveUpAt) return messages;
    await sleep(everyMs, undefined, { signal: deps.signal });
  }
};
