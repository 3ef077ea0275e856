import type { Wish } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { ConsentAnswer } from '../consent/consent.ts';
import type { Enqueueing } from '../messages/accept.ts';
import { addMs } from '../outcome.ts';
import type { RecordedSender } from '../senders/sender.ts';
import type { InboundReport, NewInbound } from './inbound.ts';
import { isYes, wishOf } from './keywords.ts';
import { confirmationOf, type ConfirmationBasis } from './opt-out-confirmation.ts';

type Deps = {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  /**
   * Keeps the message, once; `stop` opts its person out of the channel and `start` lifts that, in the same commit, with
   * which the message leaves that confirms it. Resolves after it.
   */
  insertInbound: (inbound: NewInbound) => Promise<TakenIn>;
  findConfirmationBasis: (from: string) => Promise<ConfirmationBasis>;
  /** Takes a yes for the answer to what its person was asked, if they were; repeated, it changes nothing. */
  confirmConsent: (answer: ConsentAnswer) => Promise<void>;
  /** Begins to queue the confirmation. What cannot be queued is found by upkeep. */
  enqueueSoon: (job: Enqueueing) => void;
};

/** `confirmed`: kept, and a confirmation was accepted with it. */
export type TakenIn = 'kept' | 'confirmed' | 'repeated';

/** So long after a campaign's message what a person writes is taken for an answer to it. */
const answeringMs = 72 * 3_600_000;

/** Takes in a message that a person sent. The same one twice is kept once; one to an address that no sender has is kept, too. */
export const takeInbound = async (deps: Deps, report: InboundReport): Promise<TakenIn> => {
  const receivedAt = deps.clock();
  const { twilioSid, channel, from, to, content, repliedTo } = report;
  const senders = await deps.findSenders();
  const sender = senders.find((candidate) => candidate.channel === channel && to.includes(candidate.address));
  const wish = wishIn(report);
  const confirmation = sender && (await confirmationOf(deps, report, wish, receivedAt));
  const taken = await deps.insertInbound({
    id: uuidv7({ msecs: receivedAt.getTime() }),
    twilioSid,
    receivedAt,
    channel,
    from,
    to: to[0] ?? '',
    ...(sender && { senderId: sender.id }),
    content,
    ...(wish && { wish }),
    ...(repliedTo !== undefined && { repliedTo }),
    ...(confirmation && { confirmation }),
    answersSince: addMs(receivedAt, -answeringMs),
  });
  // Of one that is told again, too: the first time may have ended in between. Twilio takes YES for a START as well.
  const said = wish === undefined || wish === 'start' ? yesIn(report) : undefined;
  if (said !== undefined) await deps.confirmConsent({ from, channel, at: receivedAt, twilioSid, said });
  if (taken === 'confirmed' && sender && confirmation) {
    const { id, segments } = confirmation;
    deps.enqueueSoon({ messageId: id, senderId: sender.id, ...(segments !== undefined && { segments }) });
  }
  return taken;
};

/** Twilio's own understanding, where it has one; then the button, by what it stands for or says; then the text. */
const wishIn = ({ wish, content: { body = '', button } }: InboundReport): Wish | undefined =>
  wish ?? wishOf(button?.payload ?? '') ?? wishOf(button?.text ?? '') ?? wishOf(body);

/** What a person says yes with. */
const yesIn = ({ content: { body = '', button } }: InboundReport): string | undefined =>
  [button?.payload, button?.text, body].find((said) => said !== undefined && isYes(said));
