import { setTimeout as sleep } from 'node:timers/promises';
import type { Recado } from '@recado/client';
import type { Message, Status } from '@recado/contract';
import type { Colors } from '../terminal/format.ts';
import { endedAsExpected, hasEnded, type Shipment } from './shipments.ts';

const everyMs = 300;
const pageSize = 200;

/** Polls the messages until all have ended or the deadline has passed, and returns them. */
export const watchUntilEnded = async (ids: ReadonlySet<string>, deps: Deps): Promise<Message[]> => {
  const giveUpAt = performance.now() + deps.deadlineMs;
  for (;;) {
    const messages: Message[] = [];
    for await (const message of deps.api.messages.list({ limit: pageSize }))
      if (ids.has(message.id)) messages.push(message);
    const ended = messages.filter(hasEnded).length;
    deps.onProgress(ended);
    if (ended === ids.size || performance.now() > giveUpAt) return messages;
    await sleep(everyMs, undefined, { signal: deps.signal });
  }
};

type Deps = { api: Recado; deadlineMs: number; onProgress: (ended: number) => void; signal: AbortSignal };

const inFlight = 16;

/** Maps the id of each accepted message to its shipment. */
export type Sent = Map<string, Shipment>;

/** Sends all shipments to the API, several at once. Stops at the first refusal. */
export const sendAll = async (api: Recado, shipments: Shipment[], signal: AbortSignal): Promise<Sent> => {
  const sent: Sent = new Map();
  const waiting = shipments.entries();
  const sendSome = async () => {
    for (const [index, shipment] of waiting) {
      signal.throwIfAborted();
      sent.set(await ship(api, shipment, `demo-${index}`), shipment);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendSome));
  return sent;
};

const ship = async (api: Recado, shipment: Shipment, idempotencyKey: string): Promise<string> => {
  const { id } = await api.messages.send(shipment.request, { idempotencyKey });
  if (shipment.cancel) await api.messages.cancel(id);
  return id;
};

/** Counts messages of one kind with the same end. `expected` is set if the end was not expected. */
export type Outcome = { status: Status; count: number; label: string; expected?: Status };

type Ended = { shipment: Shipment; message: Message };

/**
 * Counts the messages, given newest first: one row per kind and status, sorted by count, then oldest first. `expected`
 * is set where it differs.
 */
export const sumUp = (sent: ReadonlyMap<string, Shipment>, messages: Message[]): Outcome[] => {
  const ended = messages.toReversed().flatMap((message) => {
    const shipment = sent.get(message.id);
    return shipment ? [{ shipment, message }] : [];
  });
  const groups = Map.groupBy(ended, ({ shipment, message }) =>
    [shipment.label, message.status, endedAsExpected(shipment, message)].join('|'),
  );
  return [...groups.values()].flatMap(outcomeOf).toSorted((a, b) => b.count - a.count);
};

const outcomeOf = (alike: Ended[]): Outcome[] => {
  const [first] = alike;
  if (!first) return [];
  const { shipment, message } = first;
  const unlike = !endedAsExpected(shipment, message);
  const { label, expected } = shipment;
  return [{ status: message.status, count: alike.length, label, ...(unlike && { expected: expected.status }) }];
};

/** Formats one line per status: `delivered 200  promotion  as expected`. */
export const renderTable = (outcomes: Outcome[], colors: Colors): string => {
  const counts = outcomes.map(({ status, count }) => `${status} ${count}`);
  const countWidth = Math.max(...counts.map((text) => text.length));
  const labelWidth = Math.max(...outcomes.map(({ label }) => label.length));
  return outcomes
    .map((outcome, row) =>
      [(counts[row] ?? '').padEnd(countWidth), outcome.label.padEnd(labelWidth), verdictOf(outcome, colors)].join('  '),
    )
    .join('\n');
};

const verdictOf = ({ expected }: Outcome, colors: Colors): string =>
  expected === undefined ? colors.green('as expected') : colors.red(`should be ${expected}`);
