import type { ErrorCodeList, Remedy } from '@recado/contract';
import type { Code } from './code.ts';
import { everyCode } from './index.ts';

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
