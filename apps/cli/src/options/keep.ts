import { misuse } from '../failure.ts';
import { readList } from './list.ts';

/** `content=90,audit=ever` as days, where ever is null. Which kinds there are is the API's to say. */
export const readKeep = (option: string, text: string): Record<string, number | null> =>
  Object.fromEntries(
    readList(text).map((part) => {
      const [, kind, days] = /^([a-z]+)=(\d{1,6}|ever)$/.exec(part) ?? [];
      if (kind === undefined) throw misuse(`${option} takes a kind and its days, as in content=90,audit=ever: ${part}`);
      return [kind, days === 'ever' ? null : Number(days)];
    }),
  );
