import type { Chance } from '../chance.ts';
import type { Message } from '../messages/message.ts';
import type { Timers } from '../timers.ts';
import type { CallBack } from './call-back.ts';
import { callbackParameters } from './parameters.ts';

/** Shares from 0 to 1 of all callbacks. */
export type Unreliability = { loss: number; disorder: number; duplicates: number };

export type CallbackCounts = { sent: number; failed: number; lost: number; late: number; duplicated: number };

export type NotifyDeps = {
  accountSid: string;
  callBack: CallBack;
  unreliability: Unreliability;
  /** Milliseconds by which a late callback is held: longer than a step takes, so that the next one overtakes it. */
  latenessMs: number;
  timers: Timers;
  chance: Chance;
};

/** Tells each message's status callback how the message is now; not always, not always in order, not always once. */
export const makeNotifier = (deps: NotifyDeps) => {
  const { unreliability, chance, timers } = deps;
  const counts: CallbackCounts = { sent: 0, failed: 0, lost: 0, late: 0, duplicated: 0 };

  const call = async (url: string, parameters: Record<string, string>) => {
    const taken = await deps.callBack(url, parameters);
    counts[taken ? 'sent' : 'failed'] += 1;
  };

  const dispatch = (url: string, parameters: Record<string, string>) => {
    void call(url, parameters);
    if (chance() >= unreliability.duplicates) return;
    counts.duplicated += 1;
    void call(url, parameters);
  };

  const notify = (message: Message): void => {
    const url = message.statusCallback;
    if (url === null) return;
    if (chance() < unreliability.loss) {
      counts.lost += 1;
      return;
    }
    const parameters = callbackParameters(deps.accountSid, message);
    if (chance() >= unreliability.disorder) return dispatch(url, parameters);
    counts.late += 1;
    timers.after(deps.latenessMs, () => dispatch(url, parameters));
  };

  return { notify, counts };
};
