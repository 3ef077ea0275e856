import { channelOf, formatAddress } from '../messages/address.ts';
import { goodSender } from '../refusals/magic-numbers.ts';

/** The sender that a Messaging Service chooses: always the same for one recipient. */
export const makeSenderPool = (senders: ReadonlySet<string>) => {
  const pools = { sms: [] as string[], whatsapp: [] as string[] };
  for (const sender of senders) pools[channelOf(sender)].push(sender);
  return (to: string): string => {
    const channel = channelOf(to);
    const pool = pools[channel];
    return pool[Number(to.slice(-3)) % pool.length] ?? formatAddress({ channel, number: goodSender });
  };
};
