import type { StatusReport } from '@recado/messaging';
import { AnswerFailure } from './answer-failure.ts';
import { parseStatusCallback } from './status-callback.ts';

type Fetched = { sid: string; status: string; errorCode: number | null; errorMessage: string | null };

/** The part of twilio-node's client that is used. */
export type Fetcher = (sid: string) => { fetch: () => Promise<Fetched> };

const isMissing = (error: unknown) => error instanceof AnswerFailure && error.status === 404;

/**
 * What Twilio says of a message now, in the words of a callback. `undefined` if Twilio has it no longer; rejects when it
 * does not answer.
 */
export const fetchStatus = async (
  messages: Fetcher,
  { messageId, twilioSid }: { messageId: string; twilioSid: string },
): Promise<StatusReport | undefined> => {
  try {
    const { status, errorCode, errorMessage } = await messages(twilioSid).fetch();
    const report = parseStatusCallback(messageId, {
      MessageSid: twilioSid,
      MessageStatus: status,
      ...(errorCode && { ErrorCode: String(errorCode) }),
      ...(errorMessage && { ErrorMessage: errorMessage }),
    });
    return report && { ...report, detail: 'asked for, as no callback had come' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};
