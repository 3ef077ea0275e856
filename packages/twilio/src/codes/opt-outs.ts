import { codes } from './index.ts';

/** The codes that say that a person does not want a message, each with its meaning. */
export const optOuts: ReadonlyMap<number, string> = new Map(
  [...codes].flatMap(([code, known]) => (known.class === 'opt_out' ? [[code, known.meaning] as const] : [])),
);
