import { openDataFolder } from '../data-folder/folder.ts';
import { openKeyring } from '../data-folder/keyring.ts';
import { noteRunning } from '../data-folder/running.ts';
import type { OnLine } from './child.ts';
import { openDatabase } from './database.ts';
import type { Environment } from './environment.ts';
import { onFreePorts } from './on-free-ports.ts';
import { planStack, type Ports, type StackPlan } from './plan.ts';
import { areTaken } from './ports.ts';
import { startStack, type Stack } from './start.ts';

export type Setup = {
  folder: string;
  /** The variables that were set, as they were given. */
  given: Environment;
  host: string;
  /** Throws a Failure when one that was asked for cannot be had. */
  choosePorts: () => Promise<Ports>;
};

type Deps = { onLine: OnLine; say: (text: string) => void; signal: AbortSignal };

export type OpenStack = Stack & { plan: StackPlan; folder: string };

/** Starts all that Recado needs on this machine: PostgreSQL, the simulator, the API, a worker. Disposing ends it all, the last one first. */
export const openStack = async (setup: Setup, deps: Deps): Promise<OpenStack> => {
  const { given, host, choosePorts: choose } = setup;
  const chosen = await choose();
  const folder = await openDataFolder(setup.folder);
  const keyring = await openKeyring(folder);
  await using opening = new AsyncDisposableStack();
  deps.say(given.DATABASE_URL === undefined ? 'starting PostgreSQL' : 'using the PostgreSQL of DATABASE_URL');
  const database = opening.use(await openDatabase(given.DATABASE_URL, folder));
  deps.signal.throwIfAborted();
  const start = async (ports: Ports) => {
    const plan = planStack({ given, keyring, databaseUrl: database.url, host, ports });
    deps.say(`starting ${plan.processes.map(({ name }) => name).join(', ')}`);
    return { plan, stack: await startStack(plan, deps) };
  };
  const { say } = deps;
  const { plan, stack } = await onFreePorts(chosen, { choose, areTaken: (ports) => areTaken(host, ports), say }, start);
  opening.use(stack);
  opening.use(await noteRunning(folder, { apiUrl: plan.apiUrl, databaseUrl: database.url }));
  const ended = Promise.race([stack.ended, database.ended]);
  ended.catch(() => undefined);
  const opened = opening.move();
  return { plan, folder, ended, [Symbol.asyncDispose]: () => opened.disposeAsync() };
};
