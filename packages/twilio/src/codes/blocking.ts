import type { Code } from './code.ts';
import { codes } from './index.ts';

/** Filtered as spam: it is said of one message, and the next one fares no better. */
const filtered = 30_007;

/** What one country or one destination lacks does not keep the others from being reached. */
const stopsAll = ({ class: codeClass, stops }: Code): boolean =>
  codeClass === 'config' && stops !== undefined && stops !== 'country';

/** The codes after which more of the same message, by the same sender, fares no better; each with its meaning. */
export const blockingCodes: ReadonlyMap<number, string> = new Map(
  [...codes].flatMap(([code, known]) => (stopsAll(known) || code === filtered ? [[code, known.meaning] as const] : [])),
);
