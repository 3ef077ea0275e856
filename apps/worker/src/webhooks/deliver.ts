import { setTimeout as sleep } from 'node:timers/promises';
import { deliverEvents, type TakenWebhook } from '@recado/messaging';
import { makeSemaphore } from '@recado/runtime';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** One worker delivers to this many webhooks at the same time. */
const most = 60;
const lookEveryMs = 500;
/** A round begins no request after five seconds, and a request takes ten. */
const leaseMs = 20_000;

/** Many webhooks that fail at the same moment would otherwise take all connections that sending needs. */
const statementsAtOnce = 2;

type Deps = Pick<Context, 'clock' | 'store' | 'postEvent'>;

/**
 * Delivers events to webhooks until the signal aborts: each webhook in rounds of its own, so that a slow one delays no other.
 * Sending messages has other connections and other jobs, and never waits for this.
 */
export const deliverToWebhooks = ({ clock, store, postEvent }: Deps, log: Logger) => {
  const inTurn = makeTurns(statementsAtOnce);
  const deps = {
    clock,
    post: postEvent,
    loadEvents: inTurn(store.loadEvents),
    findEvents: inTurn(store.findEvents),
    findWaitingSubjects: inTurn(store.findWaitingSubjects),
  };
  const saveRound = inTurn(store.saveRound);
  const active = new Set<Promise<void>>();
  const deliver = async (webhook: TakenWebhook, signal: AbortSignal): Promise<void> => {
    const round = await deliverEvents(deps, webhook, signal);
    await saveRound(round, clock());
    const { end, failingSince } = round;
    if (end)
      log.warn(
        { webhook_id: webhook.id, reason: end.reason },
        'Webhook disabled: mend it, then set its status to active',
      );
    else if (failingSince)
      log.debug({ webhook_id: webhook.id, tries: round.tries }, 'Webhook delivery failed; it will be retried');
  };
  const start = (webhook: TakenWebhook, signal: AbortSignal): void => {
    const running = deliver(webhook, signal)
      .catch((error: unknown) =>
        log.warn({ err: error, webhook_id: webhook.id }, 'Webhook round failed; it will be retried'),
      )
      .finally(() => active.delete(running));
    active.add(running);
  };
  const look = async (signal: AbortSignal): Promise<void> => {
    const room = most - active.size;
    if (!room) return;
    const at = clock();
    const taken = await store.takeWebhooks(at, new Date(at.getTime() + leaseMs), room);
    for (const webhook of taken) start(webhook, signal);
  };
  return async (signal: AbortSignal, works: () => void): Promise<void> => {
    try {
      while (!signal.aborted) {
        await look(signal);
        works();
        // A webhook that keeps up is looked at again as soon as its round ends.
        await Promise.race([sleep(lookEveryMs, undefined, { signal }).catch(() => undefined), ...active]);
      }
    } finally {
      if (signal.aborted) await Promise.allSettled(active);
    }
  };
};

/** Makes functions that share so many turns; further calls wait in their order. */
const makeTurns = (atOnce: number) => {
  const enter = makeSemaphore(atOnce);
  return <Arguments extends unknown[], Result>(run: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      const leave = await enter();
      return run(...given).finally(leave);
    };
};
