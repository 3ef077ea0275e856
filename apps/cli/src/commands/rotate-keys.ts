import { resolve } from 'node:path';
import type { IndexRotationStep, EncryptionRotationStep } from '@recado/messaging';
import { KeysEnv, loadConfig, type EncryptionKey } from '@recado/runtime';
import type { EncryptionKey as StoreEncryptionKey } from '@recado/store';
import type { Command } from 'commander';
import { z } from 'zod';
import { RotationEnv } from '../config.ts';
import { addEncryptionKey, addIndexKey, readKeyring, type Keyring } from '../data-folder/keyring.ts';
import { withDatabase } from '../database.ts';
import { Failure, misuse } from '../failure.ts';

export const addRotateEncryption = (keys: Command): void => {
  keys
    .command('rotate-encryption')
    .description('re-encrypt all encrypted data with the first encryption key, without downtime')
    .option('--rate <rows>', 'maximum number of rows to write per second (default: 2000)')
    .option('--new-key', 'only add a new key, in first place, to the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys come from RECADO_ENCRYPTION_KEYS or from the data folder. Every process must know the new key first:
  1. Add it at the end of RECADO_ENCRYPTION_KEYS of every API and worker, and restart them one after the other.
  2. Move it to the first place, before the old keys, and restart them again.
  3. Run this command. If it is interrupted, run it again: it continues. You can also run it several times at once.
  4. Remove the keys that it reports as not used any more.`,
    )
    .action(async (given: unknown) => {
      const { newKey, rate } = RotationOptions.parse(given);
      const env = loadConfig(RotationEnv);
      await (newKey ? makeEncryptionKey(env) : rotateEncryptionKey(env, rate));
    });
};

const print = (line: string): void => console.log(line);

const makeEncryptionKey = async ({
  RECADO_ENCRYPTION_KEYS: given,
  RECADO_DATA_DIR: dataDir,
}: RotationEnv): Promise<void> => {
  if (given)
    throw misuse(
      '--new-key is for the keys that `recado up` made, but RECADO_ENCRYPTION_KEYS is set. Make a key with `openssl rand -base64 32`, and see --help',
    );
  const id = await addEncryptionKey(dataDir);
  print(
    `The new key "${id}" is first in ${dataDir}/keys.json. Restart \`recado up\`, then run this command without --new-key.`,
  );
};

const rotateEncryptionKey = async (env: RotationEnv, rate: number): Promise<void> => {
  const { keys, place } = await findEncryptionKeys(env.RECADO_ENCRYPTION_KEYS, env.RECADO_DATA_DIR);
  const { openEncryptionRotation } = await import('@recado/store');
  const { rotate: rotateBy } = await import('@recado/messaging');
  await withDatabase(async (databaseUrl) => {
    await using rotation = openEncryptionRotation({ databaseUrl, encryptionKeys: keys });
    const onStep = printSteps({ say: print, nowMs: () => performance.now(), ...ofSealing });
    print(finishRotation(await rotateBy<EncryptionRotationStep>(rotation, { rate, onStep }), keys, place));
  });
};

export const addRotateIndex = (keys: Command): void => {
  keys
    .command('rotate-index')
    .description('re-index all phone numbers with the last key in RECADO_INDEX_KEY, without downtime')
    .option('--rate <rows>', 'maximum number of rows to write per second (default: 2000)')
    .option('--new-key', 'only add a new key, in last place, to the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys come from RECADO_INDEX_KEY or from the data folder. Every process must know the new key first:
  1. Add it at the end of RECADO_INDEX_KEY of every API and worker, after a comma, and restart them one after the other.
  2. Run this command. If it is interrupted, run it again: it continues.
  3. Keep RECADO_INDEX_KEY as it is, with the old key: the new key hashes the result of the old one.`,
    )
    .action(async (given: unknown) => {
      const { newKey, rate } = RotationOptions.parse(given);
      const env = loadConfig(RotationEnv);
      await (newKey ? makeIndexKey(env) : rotateIndexKey(env, rate));
    });
};

const makeIndexKey = async ({ RECADO_INDEX_KEY: given, RECADO_DATA_DIR: dataDir }: RotationEnv): Promise<void> => {
  if (given)
    throw misuse(
      '--new-key is for the keys that `recado up` made, but RECADO_INDEX_KEY is set. Make a key with `openssl rand -base64 32`, and see --help',
    );
  await addIndexKey(dataDir);
  print(`The new key is last in ${dataDir}/keys.json. Restart \`recado up\`, then run this command without --new-key.`);
};

const rotateIndexKey = async (env: RotationEnv, rate: number): Promise<void> => {
  const indexKey = await findIndexKey(env.RECADO_INDEX_KEY, env.RECADO_DATA_DIR);
  const { openIndexRotation } = await import('@recado/store');
  const { rotate: rotateBy } = await import('@recado/messaging');
  await withDatabase(async (databaseUrl) => {
    await using rotation = openIndexRotation({ databaseUrl, indexKey });
    const onStep = printSteps({ say: print, nowMs: () => performance.now(), ...ofIndex });
    const { rows } = await rotateBy<IndexRotationStep>(rotation, { rate, onStep });
    print(`All phone numbers are indexed with the last key of RECADO_INDEX_KEY. Rows: ${rows}. Keep all its keys.`);
  });
};

const { RECADO_ENCRYPTION_KEYS: EncryptionKeys, RECADO_INDEX_KEY: IndexKey } = KeysEnv.shape;

const readKeys = async (variable: string, dataDir: string): Promise<Keyring> => {
  const keyring = await readKeyring(resolve(dataDir));
  if (keyring) return keyring;
  const remedy = 'Set it to the value that the API and the workers have.';
  throw new Failure('no_keys', `${variable} is not set, and ${dataDir} has no keys. ${remedy}`);
};

/** Returns the encryption keys of the environment or of the data folder, and the place where old ones are removed. */
const findEncryptionKeys = async (given: EncryptionKey[] | undefined, dataDir: string) => {
  if (given) return { keys: given, place: 'RECADO_ENCRYPTION_KEYS of every process' };
  const { encryptionKeys } = await readKeys('RECADO_ENCRYPTION_KEYS', dataDir);
  return { keys: EncryptionKeys.parse(encryptionKeys), place: `encryptionKeys in ${dataDir}/keys.json` };
};

/** Returns the index key of the environment or of the data folder. */
const findIndexKey = async (given: Buffer | undefined, dataDir: string): Promise<Buffer> =>
  given ?? IndexKey.parse((await readKeys('RECADO_INDEX_KEY', dataDir)).indexKey);

/** Reads the options of both rotations. `rate` is in rows per second. */
const RotationOptions = z.object({
  newKey: z.boolean().default(false),
  rate: z.coerce.number('must be a number from 1 to 100000').int().min(1).max(100_000).default(2_000),
});

type Rotated = { resealed: number; unreadable: number };

const quoted = (keys: readonly StoreEncryptionKey[]): string => keys.map(({ id }) => `"${id}"`).join(', ');

/** Reports the result of a rotation, and the keys to remove. Throws if no key decrypts some rows. */
export const finishRotation = (
  { resealed, unreadable }: Rotated,
  [current, ...others]: readonly StoreEncryptionKey[],
  place: string,
): string => {
  if (unreadable > 0)
    throw new Failure(
      'unreadable_sealed_values',
      `Everything else is encrypted with "${current?.id}", but ${unreadable} rows cannot be decrypted with any of these keys. Keep every key. If a key is missing, add it and run this again.`,
    );
  const done = `All data is encrypted with "${current?.id}". Rows re-encrypted: ${resealed}.`;
  if (!others.length) return done;
  const [isAre, them] = others.length === 1 ? ['is', 'it'] : ['are', 'them'];
  if (!resealed)
    return `${done}\nNothing is encrypted with ${quoted(others)}. If one of these is the new key, put it first in ${place}, restart every API and worker, and run this again. Remove the others.`;
  return `${done}\n${quoted(others)} ${isAre} not used any more. Remove ${them} from ${place}, and restart every API and worker. Store ${them} elsewhere as long as you may restore an older backup of the database.`;
};

type Batch<Step> = Extract<Step, { kind: 'batch' }>;

type Words<Step> = {
  /** `seen` and `changed` are all rows of this run. */
  ofBatch: (batch: Batch<Step>, seen: number, changed: number) => string;
  ofWaiting: string;
  /** Formats other steps that are worth a line. */
  ofOther?: (step: Step) => string | undefined;
};

type Deps<Step> = Words<Step> & { say: (line: string) => void; nowMs: () => number };

const everyMs = 10_000;

export const ofSealing: Words<EncryptionRotationStep> = {
  ofBatch: ({ table, pass }, seen, changed) =>
    `pass ${pass}, ${table}: checked ${seen} rows, re-encrypted ${changed} of them`,
  ofWaiting: 'waiting for transactions that began before this pass, and for processes that encrypt with another key',
};

export const ofIndex: Words<IndexRotationStep> = {
  ofBatch: ({ table }, seen, changed) => `${table}: checked ${seen} rows, re-indexed ${changed} of them`,
  ofWaiting: 'waiting for long transactions, for example a file import, and for processes with other index keys',
  ofOther: (step) => {
    if (step.kind === 'built') return `${step.table}: built index ${step.name} for the new key`;
    return step.kind === 'switched' ? 'From now on, people are found with the new key.' : undefined;
  },
};

const isBatch = <Step extends { kind: string }>(step: Step): step is Step & Batch<Step> => step.kind === 'batch';

/** Prints the progress of a rotation every ten seconds, and each wait. The counts are those of this run. */
export const printSteps = <Step extends EncryptionRotationStep | IndexRotationStep>({
  say,
  nowMs,
  ofBatch,
  ofWaiting,
  ofOther = () => undefined,
}: Deps<Step>) => {
  let [seen, changed] = [0, 0];
  let saidAt = Number.NEGATIVE_INFINITY;
  let isWaiting = false;
  return (step: Step): void => {
    if (step.kind === 'waits' && !isWaiting) say(ofWaiting);
    isWaiting = step.kind === 'waits';
    const other = ofOther(step);
    if (other !== undefined) say(other);
    if (!isBatch(step)) return;
    seen += step.seen;
    changed += step.changed;
    if (nowMs() - saidAt < everyMs) return;
    saidAt = nowMs();
    say(ofBatch(step, seen, changed));
  };
};
