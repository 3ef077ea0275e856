import type { Message, Status } from '@recado/contract';
import { endedAsExpected, type Shipment } from './shipment.ts';

/** How many messages of one kind ended alike, and whether that is how they should. */
export type Outcome = { status: Status; count: number; label: string; expected?: Status };

type Ended = { shipment: Shipment; message: Message };

const outcomeOf = (alike: Ended[]): Outcome[] => {
  const [first] = alike;
  if (!first) return [];
  const { shipment, message } = first;
  const unlike = !endedAsExpected(shipment, message);
  const { label, expected } = shipment;
  return [{ status: message.status, count: alike.length, label, ...(unlike && { expected: expected.status }) }];
};

/**
 * Sums up what became of the messages, given the newest first: a row for each kind and status, the most and then the
 * oldest first. `expected` stands where it differs.
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
