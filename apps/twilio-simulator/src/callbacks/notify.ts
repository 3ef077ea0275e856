import type { Faults } from '../faults/faults.ts';
import type { Message } from '../messages/message.ts';
import type { Timers } from '../timers.ts';
import type { CallBack } from './call-back.ts';
import { callbackParameters } from './parameters.ts';

export type CallbackCounts = { sent: number; failed: number; lost: number };

export type NotifyDeps = {
  accountSid: string;
  callBack: CallBack;
  faults: Pick<Faults, 'strike'>;
  /** Milliseconds for which a callback is held out of order: longer than a step, so that the next one overtakes it. */
  disorderMs: number;
  timers: Timers;
};

/** Tells each message's status callback how the message is now; not always, not always in order, not always once. */
export const makeNotifier = (deps: NotifyDeps) => {
  const { faults, timers } = deps;
  const counts: CallbackCounts = { sent: 0, failed: 0, lost: 0 };

  const call = async (url: string, parameters: Record<string, string>) => {
    const taken = await deps.callBack(url, parameters);
    counts[taken ? 'sent' : 'failed'] += 1;
  };

  const notify = (message: Message): void => {
    const url = message.statusCallback;
    if (url === null) return;
    const fault = faults.strike('callback', message.to);
    if (fault?.kind === 'callback_lost') {
      counts.lost += 1;
      return;
    }
    const parameters = callbackParameters(deps.accountSid, message);
    const dispatch = () => void call(url, parameters);
    if (fault?.kind === 'callback_disordered') return timers.after(deps.disorderMs, dispatch);
    if (fault?.kind === 'callback_late') return timers.after(fault.callback_late_ms, dispatch);
    dispatch();
    if (fault?.kind === 'callback_doubled') dispatch();
  };

  return { notify, counts };
};
