import type { InboundOptOut, ReplyKeyword } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { ConsentAnswer } from '../consent/consent.ts';
import type { Enqueueing } from '../messages/message.ts';
import { addMs } from '../outcome.ts';
import type { RecordedSender } from '../senders/sender.ts';
import type { InboundReport, NewInbound } from './inbound.ts';
import { isYes, replyKeywordOf } from './keywords.ts';
import { inboundOptOutOf } from './opt-out-request.ts';
import { confirmationOf, type ConfirmationBasis } from './opt-out-confirmation.ts';

export type TakeInboundDeps = {
  clock: () => Date;
  findSenders: () => Promise<RecordedSender[]>;
  /**
   * Stores the message once. The same commit applies its request and queues the confirmation. `stop` opts the person out
   * of the channel, and a clear request out of marketing. An unclear request holds marketing. `start` lifts all of these.
   * Resolves after the commit.
   */
  insertInbound: (inbound: NewInbound) => Promise<TakenIn>;
  findConfirmationBasis: (from: string) => Promise<ConfirmationBasis>;
  /** Takes a yes for the answer to what its person was asked, if they were; repeated, it changes nothing. */
  confirmConsent: (answer: ConsentAnswer) => Promise<void>;
  /** Begins to queue the confirmation. The maintenance task queues what failed. */
  enqueueSoon: (job: Enqueueing) => void;
};

/** `confirmed`: kept, and a confirmation was accepted with it. */
export type TakenIn = 'kept' | 'confirmed' | 'repeated';

/** So long after a campaign's message what a person writes is taken for an answer to it. */
const answeringMs = 72 * 3_600_000;

/** Stores an inbound message. A replay changes nothing; a message to an unknown address is stored, too. */
export const takeInbound = async (deps: TakeInboundDeps, report: InboundReport): Promise<TakenIn> => {
  const receivedAt = earlier(report.receivedAt, deps.clock());
  const { twilioSid, channel, from, whatsappId, to, content, repliedTo } = report;
  const senders = await deps.findSenders();
  const sender = senders.find((candidate) => candidate.channel === channel && to.includes(candidate.address));
  const keyword = replyKeywordIn(report);
  const optOutRequest = keyword === undefined ? optOutRequestIn(report) : undefined;
  const confirmed = optOutRequest === 'clear' ? 'marketing' : keyword;
  const confirmation = sender && (await confirmationOf(deps, report, confirmed, receivedAt));
  const taken = await deps.insertInbound({
    id: uuidv7({ msecs: receivedAt.getTime() }),
    twilioSid,
    receivedAt,
    ...(report.receivedAt && { isListed: true }),
    channel,
    from,
    ...(whatsappId !== undefined && { whatsappId }),
    to: to[0] ?? '',
    ...(sender && { senderId: sender.id }),
    content,
    ...(keyword && { wish: keyword }),
    ...(optOutRequest && { optOutRequest }),
    ...(repliedTo !== undefined && { repliedTo }),
    ...(confirmation && { confirmation }),
    answersSince: addMs(receivedAt, -answeringMs),
  });
  // A replay is checked, too, because the first request may have ended half-way. Twilio also treats YES as a START.
  const said = keyword === undefined || keyword === 'start' ? yesIn(report) : undefined;
  if (said !== undefined) await deps.confirmConsent({ from, channel, at: receivedAt, twilioSid, said });
  if (taken === 'confirmed' && sender && confirmation) {
    const { id, segments } = confirmation;
    deps.enqueueSoon({ messageId: id, senderId: sender.id, ...(segments !== undefined && { segments }) });
  }
  return taken;
};

/** No message is from the future, whatever the clocks say. */
const earlier = (at: Date | undefined, now: Date): Date => (at && at < now ? at : now);

/** Twilio's own understanding, where it has one; then the button, by what it stands for or says; then the text. */
const replyKeywordIn = ({ wish, content: { body = '', button } }: InboundReport): ReplyKeyword | undefined =>
  wish ?? replyKeywordOf(button?.payload ?? '') ?? replyKeywordOf(button?.text ?? '') ?? replyKeywordOf(body);

/** A button's words are those of its template; a request there counts first. */
const optOutRequestIn = ({ content: { body = '', button } }: InboundReport): InboundOptOut | undefined =>
  inboundOptOutOf(button?.text ?? '') ?? inboundOptOutOf(body);

/** The text with which a person says yes. */
const yesIn = ({ content: { body = '', button } }: InboundReport): string | undefined =>
  [button?.payload, button?.text, body].find((said) => said !== undefined && isYes(said));
