import { sql } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import type { Place } from './place.ts';

/** What a sealed column holds once its value was erased: no bytes, where every seal has some. */
export const erased = Buffer.alloc(0);

/** Opens what is there still; `undefined` when it was erased. */
export const openIfKept = (open: Sealer['open'], sealed: Buffer, place: Place): string | undefined =>
  sealed.length ? open(sealed, place) : undefined;

/** The blind index of nobody, another one in each row. */
export const nobody = sql<Buffer>`decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')`;
