import type { Channel } from '@recado/contract';
import type { Outcome, Submission } from '@recado/messaging';
import { AnswerFailure } from './answer.ts';
import { outcomeOfFailure, outcomeOfSuccess } from './outcome.ts';

type Created = { sid: unknown; numSegments: unknown };

export type Deps = {
  clock: () => Date;
  createMessage: (params: ReturnType<typeof messageParams>) => Promise<Created>;
  statusCallbackUrl: (messageId: string) => string;
  log?: { warn: (fields: object, text: string) => void };
};

/** Makes one request for one message. It never rejects: every result is an outcome. */
export const requestTwilio = async (deps: Deps, submission: Submission): Promise<Outcome> => {
  const { messageId } = submission;
  try {
    const params = messageParams(submission, deps.statusCallbackUrl(messageId));
    return outcomeOfSuccess(await deps.createMessage(params));
  } catch (error) {
    const outcome = outcomeOfFailure(error, deps.clock());
    deps.log?.warn(
      { message_id: messageId, outcome, request_id: requestIdOf(error) },
      'Request to Twilio failed: see the field outcome, which may be unknown',
    );
    return outcome;
  }
};

const requestIdOf = (error: unknown) => (error instanceof AnswerFailure ? error.requestId : undefined);

const longestValidity = 36_000;
const contentOf = ({ content }: Submission) => {
  if (content.kind === 'body')
    return { ...(content.body !== '' && { body: content.body }), ...(content.media && { mediaUrl: content.media }) };
  const variables = Object.keys(content.variables).length > 0 && JSON.stringify(content.variables);
  return { contentSid: content.contentSid, ...(variables && { contentVariables: variables }) };
};

/** Returns the parameters of twilio-node's `messages.create`. */
export const messageParams = (submission: Submission, statusCallback: string) => ({
  ...addressesOf(submission),
  ...contentOf(submission),
  ...(submission.validityPeriod !== undefined && {
    validityPeriod: Math.min(longestValidity, Math.max(1, Math.floor(submission.validityPeriod))),
  }),
  statusCallback,
});

const messagingService = /^MG[0-9a-fA-F]{32}$/;

type Pair = { channel: Channel; from: string; to: string };

/** A pair of numbers as Twilio writes them. A Messaging Service stands where the sender would, and has no channel. */
export const addressesOf = ({
  channel,
  from,
  to,
}: Pair): { to: string; from?: string; messagingServiceSid?: string } => {
  const address = (number: string) => (channel === 'whatsapp' ? `whatsapp:${number}` : number);
  return {
    to: address(to),
    ...(messagingService.test(from) ? { messagingServiceSid: from } : { from: address(from) }),
  };
};
