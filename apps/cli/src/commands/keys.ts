import { Line, Scope } from '@recado/contract';
import {
  byCommandLine,
  bySystem,
  defaultRateLimit,
  newApiKey,
  type AuditEntry,
  type RecordedApiKey,
} from '@recado/messaging';
import type { Store } from '@recado/store';
import { Option, type Command } from 'commander';
import { v7 as uuidv7, validate } from 'uuid';
import { z } from 'zod';
import { openKeyless, withDatabase } from '../database.ts';
import { Failure } from '../failure.ts';
import { columns } from '../terminal/format.ts';
import { addRotateEncryption, addRotateIndex } from './rotate-keys.ts';

const entry = (action: string, id: string, detail: AuditEntry['detail']): AuditEntry => ({
  at: new Date(),
  actor: byCommandLine,
  action,
  object: `keys/${id}`,
  ...(detail && { detail }),
});

/** What the audit log is told of a new key. */
const keyMade = ({ id, name, scopes, rateLimit, expiresAt }: RecordedApiKey): AuditEntry =>
  entry('key.created', id, {
    name,
    scopes,
    ...(rateLimit !== undefined && { rate: rateLimit }),
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
  });

const keyRevoked = (id: string): AuditEntry => entry('key.revoked', id, undefined);

type NewKey = {
  name: string;
  scopes: Scope[];
  /** Milliseconds; without it the key does not expire. */
  livesMs?: number;
  /** Requests a second. */
  rateLimit: number;
};

/** A new key: what to show once, and what to keep. */
const createKey = (
  { name, scopes, livesMs, rateLimit }: NewKey,
  now: Date,
): { key: string; record: RecordedApiKey } => {
  const { key, hash, hint } = newApiKey();
  const expiresAt = livesMs === undefined ? undefined : new Date(now.getTime() + livesMs);
  const record = { id: uuidv7(), name, scopes, rateLimit, hash, hint, createdAt: now, ...(expiresAt && { expiresAt }) };
  return { key, record };
};

/** Who the audit log names without a key that was made here. */
const others = new Set([byCommandLine.name, bySystem.name, 'recado_api_key']);

/** What a key is called: the audit log names it by that, so nobody else's name and no id. */
export const KeyName = Line.trim()
  .min(1)
  .max(100)
  .refine((name) => !others.has(name.toLowerCase()) && !validate(name), {
    error: ({ input }) => `"${String(input)}" would pass for somebody else in the audit log: take another name`,
  });

export const addKeys = (program: Command): void => {
  const keys = program
    .command('keys')
    .description('make, list and revoke API keys, and rotate the keys of the data, directly in the database');
  keys
    .command('create')
    .description('make an API key and show it, once')
    .requiredOption('--name <name>', 'whose it is')
    .addOption(new Option('--scope <scopes...>', 'what it may do').choices(Scope.options).makeOptionMandatory())
    .option('--rate <number>', `requests a second that it may make, over all processes (default ${defaultRateLimit})`)
    .option('--expires-in <duration>', 'as in 90d, 12h or 30m; without it the key does not expire')
    .action((given: unknown) => create(CreateOptions.parse(given)));
  keys.command('list').description('show all keys: by their first characters, never whole').action(list);
  keys.command('revoke <id>').description('end a key').action(revoke);
  addRotateEncryption(keys);
  addRotateIndex(keys);
};

const CreateOptions = z.object({
  name: KeyName,
  scope: z.array(Scope).min(1),
  expiresIn: z.string().optional(),
  rate: z.coerce
    .number('must be a whole number of requests a second, from 1 to 100000')
    .int()
    .min(1)
    .max(100_000)
    .default(defaultRateLimit),
});
type CreateOptions = z.infer<typeof CreateOptions>;

const withKeys = (work: (store: KeyStore) => Promise<void>): Promise<void> =>
  withDatabase(async (url) => {
    await using store = openKeyStore(url);
    await work(store);
  });

const create = ({ name, scope: scopes, expiresIn, rate: rateLimit }: CreateOptions): Promise<void> => {
  const livesMs = expiresIn === undefined ? undefined : readLifetime(expiresIn);
  return withKeys(async (store) => {
    const { key, record } = createKey(
      { name, scopes, rateLimit, ...(livesMs !== undefined && { livesMs }) },
      new Date(),
    );
    await store.insertApiKey(record, keyMade(record));
    console.log(`${key}\n\nThis is the only time it is shown. Its id is ${record.id}.`);
  });
};

const list = (): Promise<void> =>
  withKeys(async (store) => console.log(listKeys(await store.listApiKeys(), new Date())));

const revoke = (id: string): Promise<void> =>
  withKeys(async (store) => {
    const revoked = z.uuid().safeParse(id).success && (await store.revokeApiKey(id, new Date(), keyRevoked(id)));
    if (!revoked) throw new Failure('no_key', `there is no key ${id}. \`recado keys list\` shows them with their ids.`);
    console.log(`${revoked.name} (${revoked.hint}…) is revoked. API processes forget it within seconds.`);
  });

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a lifetime such as `90d`, `12h` or `30m` as milliseconds. */
export const readLifetime = (text: string): number => {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isNaN(ms)) throw new Failure('bad_lifetime', `--expires-in ${text}: write it as 90d, 12h or 30m`);
  return ms;
};

const day = (date: Date | undefined): string =>
  date ? `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';

/** Whether a key works at a time, and if not, why. */
export const stateOf = ({ revokedAt, expiresAt }: RecordedApiKey, now: Date): 'active' | 'revoked' | 'expired' => {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
};

const head = ['id', 'name', 'key', 'state', 'scopes', 'rate', 'expires', 'last used'];

/** The keys as a table. A key itself is kept nowhere; its first characters are what it can be recognised by. */
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

/** The API keys in a database: they are hashed, not sealed. */
const openKeyStore = (databaseUrl: string): KeyStore => openKeyless(databaseUrl);
