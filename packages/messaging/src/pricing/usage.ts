import type { Channel, PriceCategory } from '@recado/contract';
import type { TakeAccountLook } from '../senders/read-qualities.ts';
import type { Alert, UsageSum } from './budget-alerts.ts';
import { amountOf, microsOf } from './prices.ts';

/** A sum of what was counted for the messages of a day. */
export type CountedSum = { channel: Channel; category: PriceCategory; currency: string; amount: string };

export type UncheckedDay = { day: string; counted: CountedSum[] };

/** Describes one of Twilio's Usage Records of a day. */
export type UsageRecord = { category: string; count: number; amount: string; currency: string };

/** Twilio's records of a day, or the reason why it does not tell them. `isWhole`: the day is over for Twilio, too. */
export type Usage = { isWhole: boolean; records: UsageRecord[] } | { problem: string };

/** Describes the comparison of a day. `drifted`: the sums that differ too much. */
export type UsageCheck = {
  day: string;
  checkedAt: Date;
  problem?: string;
  sums?: UsageSum[];
  drifted?: UsageSum[];
};

export type CompareUsageDeps = TakeAccountLook & {
  clock: () => Date;
  findUncheckedDay: (at: Date) => Promise<UncheckedDay | undefined>;
  /** Rejects if no answer comes. */
  fetchUsage: (day: string) => Promise<Usage>;
  /** Returns the alert of a day whose sums drifted, once. */
  saveUsageCheck: (check: UsageCheck) => Promise<Alert | undefined>;
  raised: (alert: Alert) => void;
};

const everyMs = 60 * 60_000;

/**
 * Compares the last whole day with what Twilio billed, one worker at a time. A day that Twilio does not tell yet, or refuses
 * to tell, is tried again an hour later. Returns whether this worker looked.
 */
export const compareUsage = async (deps: CompareUsageDeps): Promise<boolean> => {
  const checkedAt = deps.clock();
  // A day of many messages takes long to add up, so only the worker that looks does it.
  if (!(await deps.takeAccountLook('usage', checkedAt, everyMs))) return false;
  const found = await deps.findUncheckedDay(checkedAt);
  if (!found) return true;
  const { day, counted } = found;
  const usage = await deps.fetchUsage(day);
  if ('problem' in usage) await deps.saveUsageCheck({ day, checkedAt, problem: usage.problem });
  else if (usage.isWhole) {
    const alert = await deps.saveUsageCheck({ day, checkedAt, ...compareSums(counted, usage.records) });
    if (alert) deps.raised(alert);
  }
  return true;
};

/** Holds each channel, and each category of WhatsApp that Twilio tells, against what was counted. */
export const compareSums = (
  counted: readonly CountedSum[],
  records: readonly UsageRecord[],
): Pick<UsageCheck, 'problem' | 'sums' | 'drifted'> => {
  const currency = records.find(({ amount }) => microsOf(amount) !== 0n)?.currency ?? counted[0]?.currency ?? 'USD';
  const others = counted.filter((sum) => sum.currency !== currency);
  if (others.length)
    return {
      problem: `Twilio bills in ${currency}, but costs are counted in ${others[0]?.currency}. Change the prices`,
    };
  const leaves = records.filter(({ category }) => !records.some((other) => other.category.startsWith(`${category}-`)));
  const channels = (['sms', 'whatsapp'] as const).map((channel) => ({
    channel,
    counted: sum(counted.filter((each) => each.channel === channel)),
    billed: sum(leaves.filter(({ category }) => channelPatterns[channel].test(category))),
  }));
  const sums = [...channels, ...byCategory(counted, leaves)]
    .filter((each) => each.counted > 0n || each.billed > 0n)
    .map((each) => ({ ...each, currency, counted: amountOf(each.counted), billed: amountOf(each.billed) }));
  return { sums, drifted: sums.filter(isDrift) };
};

/** Holds the billing categories of outbound messages. Inbound messages and the fees of carriers are not counted. */
const channelPatterns: Record<Channel, RegExp> = {
  sms: /^sms-outbound(-|$)/,
  whatsapp: /^(channels-whatsapp(?!-inbound)|channels-messaging-outbound)(-|$)/,
};

const ofCategory = /^channels-whatsapp(?:-template|-conversation)?-(marketing|utility|authentication|service)$/;
const fees = /^channels-messaging-outbound(-|$)/;

const sum = (amounts: readonly { amount: string }[]): bigint =>
  amounts.reduce((total, { amount }) => total + microsOf(amount), 0n);

/** Twilio's own fee is one sum for all categories: each message has the same share of it. */
const byCategory = (counted: readonly CountedSum[], leaves: readonly UsageRecord[]) => {
  const ofFees = leaves.filter(({ category }) => fees.test(category));
  const charged = BigInt(ofFees.reduce((total, { count }) => total + count, 0));
  const feeOf = (count: number) => (charged > 0n ? (sum(ofFees) * BigInt(count)) / charged : 0n);
  const told = leaves.flatMap((leaf) => {
    const category = ofCategory.exec(leaf.category)?.[1] as PriceCategory | undefined;
    return category ? [{ category, amount: microsOf(leaf.amount) + feeOf(leaf.count) }] : [];
  });
  return [...Map.groupBy(told, ({ category }) => category)].map(([category, parts]) => ({
    channel: 'whatsapp' as const,
    category,
    counted: sum(counted.filter((each) => each.channel === 'whatsapp' && each.category === category)),
    billed: parts.reduce((total, { amount }) => total + amount, 0n),
  }));
};

const percent = 5n;

/** The counted sum differs from the billed one by more than 5 % of the billed one. */
export const isDrift = ({ counted, billed }: Pick<UsageSum, 'counted' | 'billed'>): boolean => {
  const [ours, theirs] = [microsOf(counted), microsOf(billed)];
  const difference = ours > theirs ? ours - theirs : theirs - ours;
  return difference * 100n > theirs * percent;
};
