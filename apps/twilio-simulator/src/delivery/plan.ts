import type { Fate } from '../lifecycle/fate.ts';
import type { Channel } from '../messages/address.ts';
import type { Status } from '../messages/message.ts';

/** `afterMs` counts from the step before. */
export type Step = { status: Status; afterMs: number; errorCode?: number };

const paths: Record<Channel, Status[]> = {
  sms: ['queued', 'sending', 'sent', 'delivered'],
  whatsapp: ['queued', 'sent', 'delivered', 'read'],
};

const upTo = (path: Status[], last: Status) => path.slice(0, path.indexOf(last) + 1);

const statusesOf = (path: Status[], end: Exclude<Fate['end'], 'ordinary'>): Status[] => {
  if (end === 'failed') return [...upTo(path, 'sent').slice(0, -1), 'failed'];
  if (end === 'undelivered') return [...upTo(path, 'sent'), 'undelivered'];
  return path.includes(end) ? upTo(path, end) : path;
};

/** A message that is not sent within its validity fails at the end of it. */
const withinValidity = (steps: Step[], validityMs: number): Step[] => {
  let elapsed = 0;
  const kept: Step[] = [];
  for (const step of steps) {
    if (elapsed + step.afterMs > validityMs) break;
    elapsed += step.afterMs;
    kept.push(step);
    if (step.status === 'sent' || step.status === 'failed') return steps;
  }
  return [...kept, { status: 'failed', afterMs: validityMs - elapsed, errorCode: 30036 }];
};

export type PlanRequest = {
  channel: Channel;
  /** The status that the create call answered; its own step is not planned. */
  initial: Status;
  fate: Fate;
  validityMs: number;
  /** How long the next step takes, in milliseconds. */
  stepMs: () => number;
  isRead: () => boolean;
};

/** All that will happen to a message from its queue on. */
export const plan = ({ channel, initial, fate, validityMs, stepMs, isRead }: PlanRequest): Step[] => {
  const ordinary = channel === 'whatsapp' && isRead() ? 'read' : 'delivered';
  const statuses = statusesOf(paths[channel], fate.end === 'ordinary' ? ordinary : fate.end);
  const steps = statuses.slice(initial === 'queued' ? 1 : 0).map((status): Step => {
    const afterMs = stepMs() * (fate.pace ?? 1);
    const isEnd = status === 'failed' || status === 'undelivered';
    return { status, afterMs, ...(isEnd && fate.errorCode !== undefined && { errorCode: fate.errorCode }) };
  });
  return withinValidity(steps, validityMs);
};
