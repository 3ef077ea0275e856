import type { Channel } from '@recado/contract';
import { chooseSender } from '../choose-sender.ts';
import { refuseField } from '../errors.ts';
import type { RecordedSender } from '../senders/sender.ts';

const named = (senders: RecordedSender[], channel: Channel) => (id: string, place: number) => {
  const sender = senders.find((candidate) => candidate.id === id);
  if (!sender) throw refuseField(`senders.${place}`, 'unknown_sender', `there is no sender ${id}`);
  if (sender.channel !== channel)
    throw refuseField(
      `senders.${place}`,
      'wrong_channel',
      `sender ${id} sends ${sender.channel}, and the campaign goes by ${channel}`,
    );
  return sender;
};

/** The senders that share a campaign's audience: those that it names, or the first of its channel that works. */
export const choosePool = (senders: RecordedSender[], channel: Channel, ids: string[] | undefined): RecordedSender[] =>
  ids ? ids.map(named(senders, channel)) : [chooseSender(senders, { channel })];
