import { ActorName, Scope } from '@recado/contract';
import { defaultRateLimit, type RecordedApiKey } from '@recado/messaging';
import type { Store } from '@recado/store';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { openKeyless, withDatabase } from '../database.ts';
import { Failure, misuse } from '../failure.ts';
import { columns } from '../terminal/format.ts';
import { addRotateEncryption, addRotateIndex } from './rotate-keys.ts';

export const addKeys = (program: Command): void => {
  const keys = program
    .command('keys')
    .description('create, list and revoke API keys, and rotate the keys of the data, directly in the database');
  keys
    .command('create')
    .description('create an API key and show it once')
    .requiredOption('--name <name>', 'name of the key, shown in the audit log')
    .addOption(new Option('--scope <scopes...>', 'permissions of the key').choices(Scope.options).makeOptionMandatory())
    .option('--rate <number>', `requests per second, over all API processes (default: ${defaultRateLimit})`)
    .option('--expires-in <duration>', 'lifetime, for example 90d, 12h or 30m (default: the key does not expire)')
    .action((given: unknown) => create(CreateOptions.parse(given)));
  keys.command('list').description('list all API keys, with their first characters only').action(list);
  keys.command('revoke <id>').description('revoke an API key').action(revoke);
  addRotateEncryption(keys);
  addRotateIndex(keys);
};

const CreateOptions = z.object({
  name: ActorName,
  scope: z.array(Scope).min(1),
  expiresIn: z.string().optional(),
  rate: z.coerce
    .number('must be a whole number of requests per second, from 1 to 100000')
    .int()
    .min(1)
    .max(100_000)
    .default(defaultRateLimit),
});
type CreateOptions = z.infer<typeof CreateOptions>;

const clock = () => new Date();

const withKeys = (work: (store: KeyStore) => Promise<void>): Promise<void> =>
  withDatabase(async (url) => {
    await using store = await openKeyStore(url);
    await work(store);
  });

const create = ({ name, scope: scopes, expiresIn, rate: rateLimit }: CreateOptions): Promise<void> => {
  const livesMs = expiresIn === undefined ? undefined : readLifetime(expiresIn);
  return withKeys(async (store) => {
    const { byCommandLine, createApiKey } = await import('@recado/messaging');
    const wanted = { name, scopes, rateLimit, ...(livesMs !== undefined && { livesMs }) };
    const { key, record } = await createApiKey({ ...store, clock }, wanted, { actor: byCommandLine });
    console.log(`${key}\n\nSave this key now: it is not shown again. Its id is ${record.id}.`);
  });
};

const list = (): Promise<void> =>
  withKeys(async (store) => console.log(listKeys(await store.listApiKeys(), new Date())));

const revoke = (id: string): Promise<void> =>
  withKeys(async (store) => {
    const { byCommandLine, keyRevoked } = await import('@recado/messaging');
    const at = clock();
    const audit = keyRevoked(id, at, byCommandLine);
    const revoked = z.uuid().safeParse(id).success && (await store.revokeApiKey(id, at, audit));
    if (!revoked) throw new Failure('no_key', `no API key has the id ${id}. Run \`recado keys list\` to see the ids.`);
    console.log(`${revoked.name} (${revoked.hint}…) is revoked. API processes refuse it within seconds.`);
  });

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a lifetime such as `90d`, `12h` or `30m` as milliseconds. */
export const readLifetime = (text: string): number => {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(ms)) throw misuse(`--expires-in ${text}: write a duration, for example 90d, 12h or 30m`);
  return ms;
};

const day = (date: Date | undefined): string =>
  date ? `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';

/** Returns the state of a key at a time. */
export const stateOf = ({ revokedAt, expiresAt }: RecordedApiKey, now: Date): 'active' | 'revoked' | 'expired' => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
};

const head = ['id', 'name', 'key', 'state', 'scopes', 'rate', 'expires', 'last used'];

/** Formats the keys as a table. Only a hash of a key is stored; its first characters identify it. */
export const listKeys = (keys: RecordedApiKey[], now: Date): string => {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.hint}…`,
    stateOf(key, now),
    key.scopes.join(' '),
    `${key.rateLimit ?? defaultRateLimit}/s`,
    day(key.expiresAt) || 'never',
    day(key.lastUsedAt) || 'never',
  ]);
  return columns(head, rows);
};

type KeyStore = Pick<Store, 'insertApiKey' | 'listApiKeys' | 'revokeApiKey'> & AsyncDisposable;

/** Opens the API keys of a database. They are hashed, not encrypted. */
const openKeyStore = (databaseUrl: string): Promise<KeyStore> => openKeyless(databaseUrl);
