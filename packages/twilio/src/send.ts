import type { Outcome, Submission } from '@recado/messaging';
import { AnswerFailure } from './answer-failure.ts';
import { messageParams } from './message-params.ts';
import { outcomeOfFailure, outcomeOfSuccess } from './outcome.ts';

type Created = { sid: unknown; numSegments: unknown };

export type Deps = {
  clock: () => Date;
  createMessage: (params: ReturnType<typeof messageParams>) => Promise<Created>;
  statusCallbackUrl: (messageId: string) => string;
  log?: { warn: (fields: object, text: string) => void };
};

const requestIdOf = (error: unknown) => (error instanceof AnswerFailure ? error.requestId : undefined);

/** Makes one request for one message. Never rejects: whatever happens is one of the outcomes. */
export const send = async (deps: Deps, submission: Submission): Promise<Outcome> => {
  const { messageId } = submission;
  try {
    const params = messageParams(submission, deps.statusCallbackUrl(messageId));
    return outcomeOfSuccess(await deps.createMessage(params));
  } catch (error) {
    const outcome = outcomeOfFailure(error, deps.clock());
    deps.log?.warn({ messageId, outcome, requestId: requestIdOf(error) }, 'a message was not submitted');
    return outcome;
  }
};
