import type { Scope } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { createStore } from '@recado/store';
import { consents, optOuts, type Person } from './who-may-be-reached.ts';

/** The same numbers each time, so that a failure can be repeated. */
export const makeRandom = (seed: number) => {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return {
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    isOneIn: (n: number) => next() * n < 1,
  };
};

type Random = ReturnType<typeof makeRandom>;

/** Returns a person, reached by WhatsApp or not, with something said on each channel. */
export const makePeople = ({ pick }: Random) => {
  const taken = new Set<string>();
  const next = (isReached: boolean): Person => {
    const to = isReached ? numbers.reached() : numbers.unreached();
    if (taken.has(to)) return next(isReached);
    taken.add(to);
    const said = () => ({ optOut: pick(optOuts), consent: pick(consents) });
    return { to, said: { whatsapp: said(), sms: said() } };
  };
  return next;
};

let met = 0;

/** WhatsApp does not reach the second, so that their fallback SMS is sent. */
const numbers = {
  reached: () =>
    `+5511981${String((met += 1))
      .padStart(6, '0')
      .replace(/^55/, '65')}`,
  unreached: () => {
    met += 1;
    const [area, code] = [areas[met % areas.length], [63_003, 63_024, 63_005][Math.floor(met / areas.length) % 3]];
    return `+55${area}9${String(Math.floor(met / areas.length / 3) % 10)}55${code}`;
  },
};
const areas = [
  11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48,
  49, 51, 53, 54, 55,
];

/** Stores a key with these scopes, as `recado keys create` does. */
export const makeKey = async (env: Record<string, string>, scopes: readonly Scope[]): Promise<string> => {
  const { DATABASE_URL: databaseUrl = '', RECADO_ENCRYPTION_KEYS: sealing = '', RECADO_INDEX_KEY: index = '' } = env;
  const encryptionKeys = [{ id: 'k1', key: Buffer.from(sealing.replace('k1:', ''), 'base64') }];
  await using store = createStore({ databaseUrl, encryptionKeys, indexKey: Buffer.from(index, 'base64') });
  const { key, hash, hint } = newApiKey();
  await store.insertApiKey({
    id: crypto.randomUUID(),
    name: 'shop',
    hash,
    hint,
    scopes: [...scopes],
    createdAt: new Date(),
  });
  return key;
};
