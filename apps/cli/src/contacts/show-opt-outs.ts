import type { OptOuts } from '@recado/contract';
import { fields } from '../terminal/fields.ts';
import { moment } from '../terminal/format.ts';

/** One thing that a person does not want: `sms: marketing since 2026-11-22 10:00 (reply)`. */
export const sayOptOut = ({ channel, purpose, source, at }: OptOuts['opt_outs'][number]): string =>
  `${channel}: ${purpose} since ${moment(at)} (${source})`;

/** What a person does not want, a line each. */
export const showOptOuts = ({ phone, opt_outs: optOuts }: OptOuts): string =>
  optOuts.length
    ? fields([['phone', phone], ...optOuts.map((optOut) => ['opted out', sayOptOut(optOut)] as const)])
    : `${phone} is not opted out of anything.`;
