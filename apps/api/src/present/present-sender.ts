import type { Sender } from '@recado/contract';
import { rateInForce, type Interruption, type RecordedSender } from '@recado/messaging';
import { explainCode } from '@recado/twilio';
import { given } from './given.ts';

const rateOf = ({ mps, throttle }: RecordedSender, now: Date): Sender['rate'] => {
  const rate = { in_force: rateInForce(mps, throttle, now), mps };
  if (!throttle || rate.in_force === mps) return rate;
  const { at, cause: code } = throttle;
  const meaning = code === undefined ? undefined : explainCode(code)?.meaning;
  const cause = code === undefined ? undefined : { code, meaning: meaning ?? 'a code that is not known here' };
  return { ...rate, reduced_since: at.toISOString(), ...given({ cause }) };
};

const interrupted = (status: 'resting' | 'unreachable', { until, reason }: Interruption) => ({
  status,
  reason,
  until: until.toISOString(),
});

const isOn = (interruption: Interruption | undefined, now: Date): interruption is Interruption =>
  interruption !== undefined && interruption.until > now;

/** What keeps the sender most from sending. */
const healthOf = (sender: RecordedSender, now: Date): Sender['health'] => {
  if (sender.paused) return { status: 'paused', ...given({ reason: sender.pausedReason }) };
  if (isOn(sender.rest, now)) return interrupted('resting', sender.rest);
  if (isOn(sender.outage, now)) return interrupted('unreachable', sender.outage);
  return { status: rateInForce(sender.mps, sender.throttle, now) < sender.mps ? 'slowed' : 'ok' };
};

export const presentSender = (sender: RecordedSender, now: Date): Sender => ({
  id: sender.id,
  channel: sender.channel,
  address: sender.address,
  mps: sender.mps,
  daily_limit: sender.dailyLimit,
  ...given({ reached: sender.reached }),
  paused: sender.paused,
  ...given({ paused_reason: sender.pausedReason }),
  rate: rateOf(sender, now),
  health: healthOf(sender, now),
  created_at: sender.createdAt.toISOString(),
  updated_at: sender.updatedAt.toISOString(),
});
