import { resolve } from 'node:path';
import { rotate as rotateBy, type IndexRotationStep, type EncryptionRotationStep } from '@recado/messaging';
import { KeysEnv, loadConfig, type EncryptionKey } from '@recado/runtime';
import { openIndexRotation, openEncryptionRotation, type EncryptionKey as StoreEncryptionKey } from '@recado/store';
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
    .option('--rate <rows>', 're-encrypt at most this many rows per second (default: 2000)')
    .option('--new-key', 'instead, put a new key first in the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys are those of RECADO_ENCRYPTION_KEYS, or of the data folder. First let every process know the new key:
  1. add it at the end of RECADO_ENCRYPTION_KEYS of every API and worker, and restart them one after the other;
  2. put it first, the old ones after it, and restart them once more;
  3. run this. It may be interrupted and run again, it goes on where it was; and several times at once;
  4. take out the keys of which it says that they are not used any more.`,
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
      '--new-key is for the keys that `recado up` made, and RECADO_ENCRYPTION_KEYS is set: make one with `openssl rand -base64 32`, and see --help',
    );
  const id = await addEncryptionKey(dataDir);
  print(
    `"${id}" stands first in ${dataDir}/keys.json. Stop \`recado up\` and start it again, then run this without --new-key.`,
  );
};

const rotateEncryptionKey = async (env: RotationEnv, rate: number): Promise<void> => {
  const { keys, place } = await findEncryptionKeys(env.RECADO_ENCRYPTION_KEYS, env.RECADO_DATA_DIR);
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
    .option('--rate <rows>', 'rows that are written, a second, at most (default: 2000)')
    .option('--new-key', 'instead, put a new key last in the keys that `recado up` made')
    .addHelpText(
      'after',
      `
The keys are those of RECADO_INDEX_KEY, or of the data folder. First let every process know the new key:
  1. add it at the end of RECADO_INDEX_KEY of every API and worker, after a comma, and restart them one after the other;
  2. run this. It may be interrupted and run again, it goes on where it was;
  3. keep RECADO_INDEX_KEY as it is, the old key too: the new one is over what it makes.`,
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
      '--new-key is for the keys that `recado up` made, and RECADO_INDEX_KEY is set: make one with `openssl rand -base64 32`, and see --help',
    );
  await addIndexKey(dataDir);
  print(
    `A new key stands last in ${dataDir}/keys.json. Stop \`recado up\` and start it again, then run this without --new-key.`,
  );
};

const rotateIndexKey = async (env: RotationEnv, rate: number): Promise<void> => {
  const indexKey = await findIndexKey(env.RECADO_INDEX_KEY, env.RECADO_DATA_DIR);
  await withDatabase(async (databaseUrl) => {
    await using rotation = openIndexRotation({ databaseUrl, indexKey });
    const onStep = printSteps({ say: print, nowMs: () => performance.now(), ...ofIndex });
    const { rows } = await rotateBy<IndexRotationStep>(rotation, { rate, onStep });
    print(`People are found under the last key of RECADO_INDEX_KEY. Rows under it: ${rows}. Keep all its keys.`);
  });
};

const { RECADO_ENCRYPTION_KEYS: EncryptionKeys, RECADO_INDEX_KEY: IndexKey } = KeysEnv.shape;

const readKeys = async (variable: string, dataDir: string): Promise<Keyring> => {
  const keyring = await readKeyring(resolve(dataDir));
  if (keyring) return keyring;
  const remedy = 'Set it as it is for the API and the workers.';
  throw new Failure('no_keys', `${variable} is not set and ${dataDir} has no keys. ${remedy}`);
};

/** The encryption keys as they were given, or else those of the data folder, and where an old one is to be taken out. */
const findEncryptionKeys = async (given: EncryptionKey[] | undefined, dataDir: string) => {
  if (given) return { keys: given, place: 'RECADO_ENCRYPTION_KEYS of every process' };
  const { encryptionKeys } = await readKeys('RECADO_ENCRYPTION_KEYS', dataDir);
  return { keys: EncryptionKeys.parse(encryptionKeys), place: `encryptionKeys in ${dataDir}/keys.json` };
};

/** The index key as it was given, or else that of the data folder. */
const findIndexKey = async (given: Buffer | undefined, dataDir: string): Promise<Buffer> =>
  given ?? IndexKey.parse((await readKeys('RECADO_INDEX_KEY', dataDir)).indexKey);

/** Of both rotations. `rate`: rows that are written, a second, at most. */
const RotationOptions = z.object({
  newKey: z.boolean().default(false),
  rate: z.coerce.number('a rate is a number from 1 to 100000').int().min(1).max(100_000).default(2_000),
});

type Rotated = { resealed: number; unreadable: number };

const quoted = (keys: readonly StoreEncryptionKey[]): string => keys.map(({ id }) => `"${id}"`).join(', ');

/** What came of a rotation, and which keys may go. Throws when something is left that no key opens. */
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
    return `${done}\nNothing is encrypted with ${quoted(others)}. If one of these is the new key, put it first in ${place}, restart every API and worker, and run this again; take out the others.`;
  return `${done}\n${quoted(others)} ${isAre} not used any more. Take ${them} out of ${place}, and restart every API and worker. Keep it elsewhere as long as a backup of the database from before may be restored.`;
};

type Batch<Step> = Extract<Step, { kind: 'batch' }>;

type Words<Step> = {
  /** `seen` and `changed` are all rows of this run. */
  ofBatch: (batch: Batch<Step>, seen: number, changed: number) => string;
  ofWaiting: string;
  /** Of what else is worth a line. */
  ofOther?: (step: Step) => string | undefined;
};

type Deps<Step> = Words<Step> & { say: (line: string) => void; nowMs: () => number };

const everyMs = 10_000;

export const ofSealing: Words<EncryptionRotationStep> = {
  ofBatch: ({ table, pass }, seen, changed) =>
    `pass ${pass}, ${table}: looked at ${seen} rows, re-encrypted ${changed} of them`,
  ofWaiting: 'waiting for what is under way since before this pass, or seals with another key',
};

export const ofIndex: Words<IndexRotationStep> = {
  ofBatch: ({ table }, seen, changed) => `${table}: looked at ${seen} rows, put ${changed} of them under the new key`,
  ofWaiting: 'waiting for what holds a table for long, such as a file that is taken in, or has other index keys',
  ofOther: (step) => {
    if (step.kind === 'built') return `${step.table}: built ${step.name} for the new key`;
    return step.kind === 'switched' ? 'People are found under the new key from now on.' : undefined;
  },
};

const isBatch = <Step extends { kind: string }>(step: Step): step is Step & Batch<Step> => step.kind === 'batch';

/** Tells at once, and then now and again, how far a rotation is, and what it waits for. The counts are of this run. */
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
