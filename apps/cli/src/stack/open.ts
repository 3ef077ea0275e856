import { join } from 'node:path';
import { EmbeddedError, startPostgres } from '@recado/embedded';
import { openDataFolder, writeRunningFile } from '../data-folder/folder.ts';
import { openKeyring } from '../data-folder/keyring.ts';
import { Failure } from '../failure.ts';
import { onFreePorts, planStack, type Environment, type Ports, type StackPlan } from './plan.ts';
import { startChild, supervise, waitUnlessStopped, type OnLine, type Supervised } from './supervise.ts';

export type Setup = {
  folder: string;
  /** Variables of the environment, unparsed. */
  given: Environment;
  host: string;
  /** Throws a Failure if a requested port is not available. */
  choosePorts: () => Promise<Ports>;
};

type Deps = { onLine: OnLine; say: (text: string) => void; signal: AbortSignal };

export type OpenStack = Stack & { plan: StackPlan; folder: string; databaseUrl: string };

/** Starts PostgreSQL, the simulator, the API and a worker. Disposing stops them in reverse order. */
export const openStack = async (setup: Setup, deps: Deps): Promise<OpenStack> => {
  const { given, host, choosePorts: choose } = setup;
  const chosen = await choose();
  const folder = await openDataFolder(setup.folder);
  const keyring = await openKeyring(folder);
  await using opening = new AsyncDisposableStack();
  deps.say(given.DATABASE_URL === undefined ? 'Starting PostgreSQL' : 'Using the PostgreSQL of DATABASE_URL');
  const database = opening.use(await openDatabase(given.DATABASE_URL, folder));
  // The API waits for PostgreSQL without limit, so the death of an embedded one must end the start.
  const lost = new AbortController();
  database.ended.catch((failure: unknown) => lost.abort(failure));
  const signal = AbortSignal.any([deps.signal, lost.signal]);
  signal.throwIfAborted();
  const start = async (ports: Ports) => {
    const plan = planStack({ given, keyring, databaseUrl: database.url, host, ports });
    deps.say(`Starting ${plan.processes.map(({ name }) => name).join(', ')}`);
    return { plan, stack: await startStack(plan, { ...deps, signal }) };
  };
  const { plan, stack } = await onFreePorts(chosen, { choose, say: deps.say }, start);
  opening.use(stack);
  opening.use(await writeRunningFile(folder, { apiUrl: plan.apiUrl, databaseUrl: database.url }));
  const ended = Promise.race([stack.ended, database.ended]);
  ended.catch(() => undefined);
  const opened = opening.move();
  return { plan, folder, databaseUrl: database.url, ended, [Symbol.asyncDispose]: () => opened.disposeAsync() };
};

type Stack = AsyncDisposable & {
  /** Rejects with a Failure if a process dies too often. */
  ended: Promise<void>;
};

/** Starts the planned processes one after the other and keeps them alive. Disposing stops them in reverse order. */
const startStack = async (plan: StackPlan, { onLine, say, signal }: Deps): Promise<Stack> => {
  await using starting = new AsyncDisposableStack();
  const running: Supervised[] = [];
  for (const process of plan.processes) {
    const start = () => startChild(process, onLine);
    const deps = { name: process.name, start, clock: () => performance.now(), wait: waitUnlessStopped, say };
    running.push(starting.use(await supervise(deps, signal)));
  }
  const ended = Promise.all(running.map((supervised) => supervised.ended)).then(() => undefined);
  ended.catch(() => undefined);
  const started = starting.move();
  return { ended, [Symbol.asyncDispose]: () => started.disposeAsync() };
};

/** Holds the address of the database until disposed. */
export type Database = AsyncDisposable & {
  url: string;
  /** Rejects with a Failure if the embedded server ends. */
  ended: Promise<void>;
};

const forever = new Promise<void>(() => {});

const elsewhere = (url: string): Database => ({ url, ended: forever, [Symbol.asyncDispose]: async () => undefined });

const startOurs = async (dataDir: string): Promise<Database> => {
  const server = await startPostgres({ dataDir });
  const ended = server.ended.then(() => {
    throw new Failure(
      'postgresql_ended',
      'PostgreSQL ended, so everything was stopped. Start `recado up` again: accepted messages are stored.',
    );
  });
  ended.catch(() => undefined);
  return { url: server.url, ended, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

const explain = (cause: unknown, folder: string): Failure => {
  if (cause instanceof EmbeddedError && cause.code === 'data_in_use')
    return new Failure('in_use', `another \`recado up\` runs from ${folder}. Stop it, or choose another --data-dir.`, {
      cause,
    });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('no_postgresql', `PostgreSQL cannot start in ${folder}: ${why}`, { cause });
};

/** Opens the given database, or starts an embedded PostgreSQL in the data folder. */
const openDatabase = async (given: string | undefined, folder: string): Promise<Database> => {
  if (given !== undefined) return elsewhere(given);
  const dataDir = join(folder, 'postgresql');
  try {
    return await startOurs(dataDir);
  } catch (cause) {
    throw explain(cause, folder);
  }
};
