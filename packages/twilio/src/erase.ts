import type { TwilioErasure } from '@recado/messaging';
import { AnswerFailure } from './answer-failure.ts';

/** The part of twilio-node's client that is used. */
export type Eraser = (sid: string) => {
  update: (change: { body: string }) => Promise<unknown>;
  remove: () => Promise<boolean>;
};

/** Twilio's own word for it: any gateway has a 404. */
const isGone = ({ code }: AnswerFailure): boolean => code === 20404;

/** Twilio lets nobody touch a message that it has on its way. */
const isEarly = ({ status, code }: AnswerFailure): boolean => status === 409 || code === 20009;

/**
 * Takes the text of a message from Twilio's record, or all of it. Gives whether it is gone there, as it is, too, when Twilio
 * has it no longer; false while the message is on its way. Rejects when Twilio says no or does not answer.
 */
export const erase = async (messages: Eraser, { twilioSid, way }: TwilioErasure): Promise<boolean> => {
  const message = messages(twilioSid);
  try {
    await (way === 'delete' ? message.remove() : message.update({ body: '' }));
    return true;
  } catch (error) {
    if (!(error instanceof AnswerFailure)) throw error;
    if (isGone(error)) return true;
    if (isEarly(error)) return false;
    throw error;
  }
};
