import { apiCodes } from './api.ts';
import { channelCodes } from './channels.ts';
import type { Code } from './code.ts';
import { createCodes } from './create-message.ts';
import { smsCodes } from './delivery.ts';

export const codes: ReadonlyMap<number, Code> = new Map<number, Code>(
  [apiCodes, createCodes, smsCodes, channelCodes].flatMap((table) =>
    Object.entries(table).map(([code, facts]) => [Number(code), facts] as const),
  ),
);

/** What one of Twilio's error codes means, in our words, and what to do about it. `undefined` for one not in the table. */
export const explainCode = (code: number): Code | undefined => codes.get(code);
