import type { ErrorCodeList, Remedy } from '@recado/contract';
import type { Code } from './code.ts';
import { apiCodes, createCodes } from './create-message.ts';
import { channelCodes, smsCodes } from './delivery.ts';

/** Returns the meaning of a Twilio error code in our words, and the remedy; `undefined` for an unknown code. */
export const explainCode = (code: number): Code | undefined => everyCode.get(code);

const everyCode: ReadonlyMap<number, Code> = new Map<number, Code>(
  [apiCodes, createCodes, smsCodes, channelCodes].flatMap((table) =>
    Object.entries(table).map(([code, facts]) => [Number(code), facts] as const),
  ),
);

/** Filtered as spam: the code concerns one message, but the next message is likely to be filtered as well. */
const filtered = 30_007;

/** A stop for one country or destination does not keep other messages from being delivered. */
const stopsAll = ({ class: codeClass, stops }: Code): boolean =>
  codeClass === 'config' && stops !== undefined && stops !== 'country';

/** Holds the codes after which more of the same message, by the same sender, fares no better; each with its meaning. */
export const blockingCodes: ReadonlyMap<number, string> = new Map(
  [...everyCode].flatMap(([code, known]) =>
    stopsAll(known) || code === filtered ? [[code, known.meaning] as const] : [],
  ),
);

/** The codes that say that a person does not want a message, each with its meaning. */
export const optOuts: ReadonlyMap<number, string> = new Map(
  [...everyCode].flatMap(([code, known]) => (known.class === 'opt_out' ? [[code, known.meaning] as const] : [])),
);

/** The codes by which people object to marketing: they block the sender, or Meta delivers no more of it to them. */
export const objectionCodes = { blocked: [63_014, 63_033], heldBack: [63_049] } as const;

/** The code for free text outside WhatsApp's 24 hours, with a text for a message that was not even sent. */
export const serviceWindowError = {
  code: 63_016,
  message: 'WhatsApp takes free text only within 24 hours of what the person last wrote: send a template',
} as const;

/** Lists all known codes with what a person can do about them, in the order of the codes. */
export const listCodes = (): ErrorCodeList['data'] =>
  [...everyCode]
    .toSorted(([a], [b]) => a - b)
    .map(([code, known]) => ({
      code,
      class: known.class,
      meaning: known.meaning,
      remedy: remedyOf(known),
      sms_fallback: known.smsFallback === true,
    }));

const ofClass: Record<Exclude<Code['class'], 'config'>, Remedy> = {
  retry: 'wait',
  slow: 'wait',
  ambiguous: 'look_up',
  recipient: 'check_number',
  opt_out: 'nothing_opted_out',
  content: 'fix_content',
  notice: 'nothing',
};

const ofStop: Record<NonNullable<Code['stops']>, Remedy> = {
  account: 'fix_account',
  settings: 'fix_settings',
  whatsapp: 'fix_account',
  sender: 'fix_sender',
  template: 'fix_template',
  country: 'fix_account',
};

const remedyOf = ({ class: codeClass, stops, smsFallback }: Code): Remedy => {
  if (codeClass === 'config') return stops ? ofStop[stops] : 'fix_settings';
  return codeClass === 'recipient' && smsFallback ? 'send_sms' : ofClass[codeClass];
};
