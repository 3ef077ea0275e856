import { resolve } from 'node:path';
import { Grant, InviteUser, Role } from '@recado/contract';
import type { RecordedUser } from '@recado/messaging';
import { loadConfig } from '@recado/runtime';
import type { Store } from '@recado/store';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { ConsoleEnv } from '../config.ts';
import { readRunning } from '../data-folder/folder.ts';
import { openKeyless, withDatabase } from '../database.ts';
import { Failure } from '../failure.ts';
import { columns } from '../terminal/format.ts';

export const addUsers = (program: Command): void => {
  const users = program
    .command('users')
    .description('invite, list and disable people of the console, directly in the database');
  users
    .command('invite')
    .description('make a link by which a person gets an account, or a new password')
    .requiredOption('--email <address>', 'e-mail address of the person')
    .addOption(new Option('--role <role>', 'role of the person').choices(Role.options).makeOptionMandatory())
    .addOption(new Option('--grant <grants...>', 'rights that no role has').choices(Grant.options))
    .action((given: unknown) => invite(InviteOptions.parse(given)));
  users.command('list').description('list people and open invites').action(list);
  users
    .command('disable <email>')
    .description('disable a person: their sessions end within seconds')
    .action((email: string) => disable(email.trim().toLowerCase()));
};

const InviteOptions = z.object({ email: InviteUser.shape.email, role: Role, grant: InviteUser.shape.grants });
type InviteOptions = z.infer<typeof InviteOptions>;

const clock = () => new Date();

const withUsers = (work: (store: Store) => Promise<void>): Promise<void> =>
  withDatabase(async (url) => {
    await using store = await openKeyless(url);
    await work(store);
  });

const invite = async ({ email, role, grant: grants }: InviteOptions): Promise<void> => {
  const { byCommandLine, inviteLink, inviteUser } = await import('@recado/messaging');
  const consoleUrl = await findConsole();
  await withUsers(async (store) => {
    const { token, expiresAt } = await inviteUser(
      { ...store, clock },
      { email, role, grants },
      { actor: byCommandLine },
    );
    console.log(
      `${inviteLink(consoleUrl, token)}\n\nGive this link to ${email}. It works once, until ${minute(expiresAt)}.`,
    );
  });
};

/** The address of the environment, or of the `recado up` that runs from the data folder. */
const findConsole = async (): Promise<string> => {
  const { CONSOLE_URL: own, PUBLIC_URL: shared, RECADO_DATA_DIR: folder } = loadConfig(ConsoleEnv);
  const url = own ?? shared ?? (await readRunning(resolve(folder)))?.apiUrl;
  if (url !== undefined) return url;
  throw new Failure('no_console', 'CONSOLE_URL is not set. Set it to the address that people open in a browser.');
};

const list = (): Promise<void> =>
  withUsers(async (store) => {
    const [users, invites] = await Promise.all([store.listUsers(), store.listInvites(clock())]);
    const invited = invites.map(({ email, role, grants, expiresAt }) => [
      email,
      '',
      role,
      grants.join(' '),
      `invited until ${minute(expiresAt)}`,
      '',
    ]);
    console.log(columns(['e-mail', 'name', 'role', 'grants', 'state', 'last seen'], [...users.map(rowOf), ...invited]));
  });

const rowOf = ({ email, name, role, grants, disabledAt, lastSeenAt }: RecordedUser): string[] => [
  email,
  name,
  role,
  grants.join(' '),
  disabledAt ? 'disabled' : 'active',
  lastSeenAt ? minute(lastSeenAt) : 'never',
];

const minute = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const disable = (email: string): Promise<void> =>
  withUsers(async (store) => {
    const user = await store.findUserByEmail(email);
    if (!user)
      throw new Failure('no_user', `nobody has the address ${email}. Run \`recado users list\` to see the addresses.`);
    const { byCommandLine, patchUser, Refusal } = await import('@recado/messaging');
    try {
      await patchUser({ ...store, clock }, user.id, { disabled: true }, { actor: byCommandLine });
    } catch (error) {
      if (error instanceof Refusal) throw new Failure('refused', `${error.message}.`, { cause: error });
      throw error;
    }
    console.log(`${user.name} is disabled. API processes refuse their sessions within seconds.`);
  });
