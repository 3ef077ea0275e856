import type { SendMessage } from '@recado/contract';
import { Refusal, refuseField } from './errors.ts';
import type { RecordedSender } from './senders/sender.ts';
import type { RecordedTemplate } from './templates/template.ts';

type Wish = Pick<SendMessage, 'sender' | 'channel'>;

const named = (senders: RecordedSender[], id: string, wish: Wish): RecordedSender => {
  const sender = senders.find((candidate) => candidate.id === id);
  if (!sender) throw refuseField('sender', 'unknown_sender', `there is no sender ${id}`);
  if (wish.channel && wish.channel !== sender.channel)
    throw refuseField('channel', 'wrong_channel', `sender ${id} sends ${sender.channel}, not ${wish.channel}`);
  return sender;
};

/**
 * The sender that a message goes out by: the one it names; otherwise the first that works on its channel, which is
 * the one it names, its template's, or the first sender's. A paused sender is taken only when no other is left.
 */
export const chooseSender = (senders: RecordedSender[], wish: Wish, template?: RecordedTemplate): RecordedSender => {
  if (wish.sender) return named(senders, wish.sender, wish);
  const channel = wish.channel ?? template?.channel ?? senders[0]?.channel;
  const able = senders.filter((sender) => sender.channel === channel);
  const sender = able.find((candidate) => !candidate.paused) ?? able[0];
  if (sender) return sender;
  if (!senders.length)
    throw new Refusal('conflict', 'There is no sender yet: name one in RECADO_SENDERS or PUT /v1/senders/:id');
  throw refuseField('channel', 'no_sender', `no sender works on ${channel}`);
};
