import { channelOf } from '../messages/address.ts';
import type { OptOuts } from '../opt-outs.ts';
import { sendersOf, type InboundWish } from './inbound-wish.ts';

type Keyword = 'START' | 'STOP' | 'HELP';

const words: Record<Keyword, readonly string[]> = {
  STOP: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

const replies: Record<Keyword, string> = {
  STOP: 'You will get no more messages from this number. Reply START to get them again.',
  START: 'You will get messages from this number again. Reply STOP to end them.',
  HELP: 'Reply STOP to get no more messages from this number.',
};

/** What Twilio itself makes of a message: where Advanced Opt-Out said so, or of a single English word by SMS. */
const keywordOf = ({ from, body, opt_out_type: advanced }: InboundWish): Keyword | undefined => {
  if (advanced) return advanced;
  if (channelOf(from) !== 'sms') return undefined;
  const word = body.trim().toUpperCase();
  return (Object.keys(words) as Keyword[]).find((keyword) => words[keyword].includes(word));
};

/** Opts out and in as Twilio does, of the number and of its Messaging Service, and gives what Twilio replies by itself. */
export const makeHeedKeyword =
  (optOuts: Pick<OptOuts, 'add' | 'remove'>) =>
  (wish: InboundWish): string | undefined => {
    const keyword = keywordOf(wish);
    const senders = sendersOf(wish);
    if (keyword === 'STOP') for (const sender of senders) optOuts.add(wish.from, sender);
    if (keyword === 'START') for (const sender of senders) optOuts.remove(wish.from, sender);
    return keyword && replies[keyword];
  };
