import { replyKeywordOf } from '../../src/inbound/keywords.ts';
import { inboundOptOutOf } from '../../src/inbound/opt-out-request.ts';

/** Returns what Recado reads in a message that came in: a keyword, an opt-out in other words, or `other`. */
export const meaningOf = (text: string): string => replyKeywordOf(text) ?? inboundOptOutOf(text) ?? 'other';

/** Splits a table of tests into its messages, which stand on lines or between bars. */
export const sentences = (text: string): string[] => text.trim().split(/\s*[|\n]\s*/);
