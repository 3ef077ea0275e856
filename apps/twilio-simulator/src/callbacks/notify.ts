import type { Faults } from '../faults/faults.ts';
import { channelOf } from '../messages/create-form.ts';
import { errorText, type Message } from '../messages/message.ts';
import type { Timers } from '../timers.ts';
import { parseOverrides, sign, type Post } from './post.ts';

export type CallbackCounts = { sent: number; failed: number; lost: number };

export type NotifyDeps = {
  accountSid: string;
  callBack: CallBack;
  faults: Pick<Faults, 'strike'>;
  /** Returns WhatsApp's id of the person at an address, once they wrote with both. */
  whatsappIdOf: (address: string) => string | undefined;
  /** Milliseconds for which a callback is held out of order: longer than a step, so that the next one overtakes it. */
  disorderMs: number;
  timers: Timers;
};

/** Sends status callbacks of messages. Faults can drop, repeat, delay or reorder them. */
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
    const parameters = callbackParameters(deps.accountSid, message, deps.whatsappIdOf(message.to));
    const dispatch = () => void call(url, parameters);
    if (fault?.kind === 'callback_disordered') return timers.after(deps.disorderMs, dispatch);
    if (fault?.kind === 'callback_late') return timers.after(fault.callback_late_ms, dispatch);
    dispatch();
    if (fault?.kind === 'callback_doubled') dispatch();
  };

  return { notify, counts };
};

export type CallBackDeps = {
  authToken: string;
  post: Post;
  sleep: (ms: number) => Promise<void>;
  /** It is in milliseconds. */
  now: () => number;
};

const firstPauseMs = 200;

/**
 * Makes one status callback with the retries, reasons and total time that the fragment of its URL requests. Returns true
 * if it was accepted. Every attempt has the same idempotency token.
 */
export const makeCallBack =
  ({ authToken, post, sleep, now }: CallBackDeps) =>
  async (target: string, parameters: Record<string, string>): Promise<boolean> => {
    const [url = '', fragment = ''] = target.split('#', 2);
    const overrides = parseOverrides(fragment);
    const deadline = now() + overrides.totalTimeout;
    const callback = sign(authToken, url, parameters);
    for (let attempt = 0; ; attempt += 1) {
      const readTimeout = Math.min(overrides.readTimeout, deadline - now());
      const refused = await post(callback, { connectTimeout: overrides.connectTimeout, readTimeout });
      if (refused === undefined) return true;
      if (attempt >= overrides.retries || !overrides.retryOn.has(refused)) return false;
      const pause = firstPauseMs * 2 ** attempt;
      if (now() + pause >= deadline) return false;
      await sleep(pause);
    }
  };
type CallBack = ReturnType<typeof makeCallBack>;

/** YYMMDDhhmm in UTC, as a carrier stamps its receipt. */
const receiptDate = (at: number) => new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 12);

const ofError = ({ errorCode }: Message): Record<string, string> =>
  errorCode === null ? {} : { ErrorCode: String(errorCode), ErrorMessage: errorText(errorCode) };

const ofSms = ({ status, updatedAt }: Message): Record<string, string> =>
  status === 'delivered' || status === 'undelivered' ? { RawDlrDoneDate: receiptDate(updatedAt) } : {};

const ofWhatsApp = (accountSid: string, { status, errorCode }: Message, id?: string): Record<string, string> => ({
  ChannelInstallSid: accountSid.replace('AC', 'XE'),
  ChannelPrefix: 'whatsapp',
  ...(errorCode !== null && { ChannelStatusMessage: errorText(errorCode) }),
  ...(status === 'read' && { EventType: 'READ' }),
  ...(id !== undefined && { ExternalUserId: id }),
});

/** Makes the form of a status callback from the current state of a message. */
export const callbackParameters = (
  accountSid: string,
  message: Message,
  whatsappId?: string,
): Record<string, string> => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  From: message.from ?? '',
  MessageSid: message.sid,
  MessageStatus: message.status,
  SmsSid: message.sid,
  SmsStatus: message.status,
  To: message.to,
  ...(message.messagingServiceSid && { MessagingServiceSid: message.messagingServiceSid }),
  ...ofError(message),
  ...(channelOf(message.to) === 'sms' ? ofSms(message) : ofWhatsApp(accountSid, message, whatsappId)),
});
