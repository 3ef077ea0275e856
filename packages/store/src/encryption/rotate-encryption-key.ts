import { Kysely, PostgresDialect } from 'kysely';
import { checkSchema } from '../check-schema.ts';
import { guard } from '../connection/guard.ts';
import { keepTrying } from '../connection/keep-trying.ts';
import { openPool, type PoolOptions } from '../postgres/pool.ts';
import { beginRotation } from '../rotation/progress.ts';
import { resealNext } from '../rotation/reseal-next.ts';
import type { Schema } from '../schema/index.ts';
import { checkRotation } from './check-keys.ts';
import { checkAllSealWith } from './running-processes.ts';
import { makeSealer, type EncryptionKey } from './sealer.ts';

export type RotationOptions = Pick<PoolOptions, 'databaseUrl'> & {
  /** The first is the one that all is to be sealed with. */
  encryptionKeys: readonly EncryptionKey[];
  /** Ends the waiting for a PostgreSQL that is away. */
  signal?: AbortSignal;
};

/** What a rotation of the encryption keys asks of the record. */
export const openRotation = ({ databaseUrl, encryptionKeys, signal }: RotationOptions) => {
  const pool = openPool({ databaseUrl, poolSize: 1, name: 'recado rotation' });
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const sealer = makeSealer(encryptionKeys);
  const steps = guard({
    /** Throws when a key is missing or another, and before all processes seal with the current one. */
    begin: async () => {
      await checkSchema(kysely);
      await checkRotation(kysely, encryptionKeys);
      await checkAllSealWith(kysely, sealer.keyId);
      await beginRotation(kysely, sealer.keyId);
    },
    /** `limit`: the rows that are looked at, at most. */
    next: (limit: number) => resealNext({ kysely, sealer }, limit),
  });
  return {
    ...steps,
    next: (limit: number) => keepTrying(() => steps.next(limit), signal),
    [Symbol.asyncDispose]: () => pool.end(),
  };
};
