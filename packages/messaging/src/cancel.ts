import type { Status } from '@recado/contract';
import { Refusal } from './errors.ts';

type Deps = {
  clock: () => Date;
  /** Moves `accepted` to `canceled`, and gives the status that the message has then; `undefined` if there is none. */
  cancelMessage: (id: string, at: Date) => Promise<Status | undefined>;
};

/** Cancels a message that has not left. Canceling twice is the same as once. Throws a Refusal when it is too late. */
export const cancel = async (deps: Deps, id: string): Promise<void> => {
  const status = await deps.cancelMessage(id, deps.clock());
  if (status === undefined) throw new Refusal('not-found', 'There is no such message');
  if (status !== 'canceled')
    throw new Refusal(
      'conflict',
      `The message is ${status}: only an accepted one, which has not left yet, can be canceled`,
    );
};
