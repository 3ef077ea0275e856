import { Scope } from '@recado/contract';
import { defaultRateLimit } from '@recado/messaging';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { withDatabase } from '../database/with-database.ts';
import { Failure } from '../failure.ts';
import { keyMade, keyRevoked } from '../keys/audit.ts';
import { createKey } from '../keys/create.ts';
import { KeyName } from '../keys/key-name.ts';
import { readLifetime } from '../keys/lifetime.ts';
import { listKeys } from '../keys/list.ts';
import { openKeyStore, type KeyStore } from '../keys/open-store.ts';
import { addRotateIndex } from './rotate-index.ts';
import { addRotateEncryption } from './rotate-keys.ts';

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
