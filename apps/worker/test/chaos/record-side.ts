import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from './shop.ts';

/** A message in the form of the API. */
export type Recorded = {
  id: string;
  to: string;
  status: string;
  reference: string;
  attempts: number;
  twilio_sid?: string;
  reason?: string;
  error?: { code?: number };
};

type Page = { data: Recorded[]; next_cursor: string | null };

const readPage = async (call: Call, query: string): Promise<Page> => {
  const { status, body } = await call('GET', `/v1/messages?${query}`);
  if (status !== 200) throw new Error(`the list of messages was answered ${status}`);
  return body as Page;
};

/** Every message, or those of one campaign. */
export const readRecorded = async (call: Call, campaignId?: string): Promise<Recorded[]> => {
  const filter = campaignId === undefined ? '' : `&campaign_id=${campaignId}`;
  const all: Recorded[] = [];
  let cursor = '';
  for (;;) {
    const page = await readPage(call, `limit=200${filter}${cursor}`);
    all.push(...page.data);
    if (page.next_cursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
};

const notOver = ['accepted', 'sending', 'sent'];

/** Returns whether every message is final; false while the API does not answer. */
const isAllOver = async (call: Call): Promise<boolean> => {
  const ask = async (status: string) => (await readPage(call, `limit=1&status=${status}`)).data.length === 0;
  return Promise.all(notOver.map(ask)).then(
    (over) => over.every(Boolean),
    () => false,
  );
};

/** Returns the number of the last event, or undefined while the API does not answer. */
export const readLastEvent = (call: Call): Promise<number | undefined> =>
  call('GET', '/v1/events?after=latest').then(
    ({ body }) => (body as { next_after?: number }).next_after,
    () => undefined,
  );

/** Something has to change within these milliseconds. */
export const giveUpMs = 300_000;

/** Waits until this is done, or until nothing changes for so long: a slow machine is not at fault. */
export const untilDone = async (
  isDone: () => Promise<boolean>,
  readState: () => Promise<unknown>,
  unchangedMs = giveUpMs,
): Promise<void> => {
  let state: unknown;
  let changedAt = performance.now();
  while (performance.now() - changedAt < unchangedMs && !(await isDone())) {
    const next = await readState();
    if (next !== state) changedAt = performance.now();
    state = next;
    await sleep(1_000);
  }
};

/** Waits until every message is final, or until no message changes any more. */
export const untilAllOver = (call: Call): Promise<void> =>
  untilDone(
    () => isAllOver(call),
    () => readLastEvent(call),
  );

/** Returns one message from the database, with its events. */
export const readHistory = async (call: Call, id: string): Promise<unknown> =>
  (await call('GET', `/v1/messages/${id}`)).body;
