/**
 * Each class has its own remedy:
 * - `retry`: it passes by itself; try again later, a few times.
 * - `slow`: a rate or a limit was exceeded; the message is correct.
 * - `ambiguous`: Twilio may have the message; look it up before sending it again.
 * - `recipient`: this person cannot be reached on this channel.
 * - `opt_out`: this person opted out.
 * - `config`: our account, sender, template or settings are wrong; the next message fails, too.
 * - `content`: this message's own content is wrong.
 * - `notice`: it does not show if the message failed.
 */
export type CodeClass = 'retry' | 'slow' | 'ambiguous' | 'recipient' | 'opt_out' | 'config' | 'content' | 'notice';

type Hints = {
  /** The same may be said by SMS, to people who agreed to SMS. */
  smsFallback?: true;
  /**
   * The part that cannot send until someone fixes the cause; it takes effect with the class `config` only. `template`
   * counts towards the automatic pause of a campaign, `country` pauses nothing, and any other value pauses the sender.
   */
  stops?: 'account' | 'settings' | 'whatsapp' | 'sender' | 'template' | 'country';
  /** The least time before it is worth trying again. */
  waitMs?: number;
};

export type Code = Hints & { class: CodeClass; meaning: string };

const classed =
  (codeClass: CodeClass) =>
  (meaning: string, hints: Hints = {}): Code => ({ class: codeClass, meaning, ...hints });

export const retry = classed('retry');
export const slow = classed('slow');
export const ambiguous = classed('ambiguous');
export const recipient = classed('recipient');
export const optOut = classed('opt_out');
export const config = classed('config');
export const content = classed('content');
export const notice = classed('notice');

export const minute = 60_000;
export const hour = 60 * minute;

/** One entry for each code from `first` to `last`, which all mean the same to us. */
export const range = (first: number, last: number, code: Code): Record<number, Code> =>
  Object.fromEntries(Array.from({ length: last - first + 1 }, (_, index) => [first + index, code]));
