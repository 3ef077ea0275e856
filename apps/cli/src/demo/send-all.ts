import type { ApiClient } from '../api/client.ts';
import type { Shipment } from './shipment.ts';

const inFlight = 16;

/** Which message each accepted shipment became. */
export type Sent = Map<string, Shipment>;

const ship = async (api: ApiClient, shipment: Shipment, idempotencyKey: string): Promise<string> => {
  const { id } = await api.send(shipment.request, idempotencyKey);
  if (shipment.cancel) await api.cancel(id);
  return id;
};

/** Hands all shipments to the API, some at a time, and gives them by their message's id. Stops at the first that is refused. */
export const sendAll = async (api: ApiClient, shipments: Shipment[], signal: AbortSignal): Promise<Sent> => {
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
