import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';
import type { Keyring } from '../data-folder/keyring.ts';
import { Failure, portTaken } from '../failure.ts';

/** Describes one process to run, with its whole environment. */
export type ProcessPlan = { name: string; main: string; env: Environment };

/** Lists the processes in the order of their start. */
export type StackPlan = {
  apiUrl: string;
  apiKey: string;
  /** Address of the console in a browser. */
  consoleUrl: string;
  /** Address of the simulator; absent with a real account. */
  simulatorUrl?: string;
  processes: ProcessPlan[];
};

export type Ports = { api: number; metrics: number; simulator: number };

type Circumstances = {
  /** Variables of the environment, unparsed. */
  given: Environment;
  keyring: Keyring;
  databaseUrl: string;
  host: string;
  ports: Ports;
};

const loopback = '127.0.0.1';
const everyAddress = new Set(['0.0.0.0', '::']);

/** Plans the processes and their environments. Given variables take precedence over generated ones. */
export const planStack = (circumstances: Circumstances): StackPlan => {
  const { given, keyring, databaseUrl, host, ports } = circumstances;
  const simulated = given.TWILIO_ACCOUNT_SID === undefined;
  const apiUrl = urlOf(host, ports.api);
  const common: Environment = {
    RECADO_API_KEY: keyring.apiKey,
    RECADO_ENCRYPTION_KEYS: keyring.encryptionKeys,
    RECADO_INDEX_KEY: keyring.indexKey,
    ...(simulated && simulatedAccount(circumstances, apiUrl)),
    // The console is opened at this address, whatever address Twilio calls.
    CONSOLE_URL: apiUrl,
    ...(simulated ? withoutAccount(given) : given),
    DATABASE_URL: databaseUrl,
    HOST: host,
    PORT: String(ports.api),
  };
  // The API shows its metrics on PORT.
  const { METRICS_PORT: _ofWorker, ...api } = common;
  const simulator = {
    name: 'simulator',
    main: mainOf('twilio-simulator'),
    env: simulatorsEnvironment(circumstances, common.PUBLIC_URL ?? apiUrl),
  };
  return {
    apiUrl,
    apiKey: common.RECADO_API_KEY ?? keyring.apiKey,
    consoleUrl: common.CONSOLE_URL ?? apiUrl,
    ...(simulated && { simulatorUrl: urlOf(loopback, ports.simulator) }),
    processes: [
      ...(simulated ? [simulator] : []),
      { name: 'api', main: mainOf('api'), env: api },
      { name: 'worker', main: mainOf('worker'), env: { ...common, METRICS_PORT: String(ports.metrics) } },
    ],
  };
};

/** Defines the senders of a machine without a Twilio account. */
const simulatedSenders = [
  { id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 80 },
  { id: 'store-sms', channel: 'sms', address: '+551150289877', mps: 10 },
];

const mainOf = (app: string): string => fileURLToPath(new URL(`../../../${app}/src/main.ts`, import.meta.url));

const urlOf = (host: string, port: number): string => {
  const name = everyAddress.has(host) ? loopback : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
};

/** Selects the variables that every process inherits from the machine. */
const machineOf = (env: Partial<Environment>): Environment => {
  const { PATH, HOME, TMPDIR, TZ, NODE_EXTRA_CA_CERTS, LOG_LEVEL } = env;
  return withoutUnset({ PATH, HOME, TMPDIR, TZ, NODE_EXTRA_CA_CERTS, LOG_LEVEL });
};

const simulatorsEnvironment = ({ given, keyring, ports }: Circumstances, publicUrl: string): Environment => ({
  ...machineOf(given),
  SIMULATOR_INBOUND_URL: `${publicUrl.replace(/\/$/, '')}/webhooks/twilio/inbound`,
  SIMULATOR_SERVICE_WINDOW: 'on',
  ...Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('SIMULATOR_'))),
  HOST: loopback,
  PORT: String(ports.simulator),
  TWILIO_ACCOUNT_SID: keyring.simulator.accountSid,
  TWILIO_AUTH_TOKEN: keyring.simulator.authToken,
});

/** Defines the simulated account, used if the environment names none. */
const simulatedAccount = ({ keyring, ports }: Circumstances, apiUrl: string): Environment => ({
  PUBLIC_URL: apiUrl,
  RECADO_SENDERS: JSON.stringify(simulatedSenders),
  TWILIO_ACCOUNT_SID: keyring.simulator.accountSid,
  TWILIO_AUTH_TOKEN: keyring.simulator.authToken,
  TWILIO_API_BASE_URL: urlOf(loopback, ports.simulator),
  WEBHOOKS_ALLOW_PRIVATE: 'true',
});

/** Drops an incomplete account, which must not bypass the simulator. */
const withoutAccount = (given: Environment): Environment =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !/^TWILIO_(ACCOUNT|AUTH|API)_/.test(name)));

/** Maps the variables of one process to their text. */
export type Environment = Record<string, string>;

/** Drops unset variables, so that a child process uses its own defaults. */
export const withoutUnset = (variables: Record<string, string | undefined>): Environment =>
  Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** Throws unless a server could listen there now. */
const checkFree = async (host: string, port: number, remedy = ''): Promise<void> => {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const wrong = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${String(code)})`;
    throw new Failure(portTaken, `port ${port} of ${host} ${wrong}. ${remedy}`, { cause });
  }
  server.close();
  await once(server, 'close');
};

/** Returns the requested port; 0 means any free port. Throws a Failure with the remedy if it is taken. */
export const claimPort = async (host: string, port: number, remedy: string): Promise<number> => {
  if (port === 0) return getPort({ host });
  await checkFree(host, port, remedy);
  return port;
};

/** Returns a free port of this machine: the preferred one if it is free. */
export const anyPort = (preferred: number): Promise<number> => getPort({ host: loopback, port: preferred });

type Deps = {
  choose: () => Promise<Ports>;
  say: (text: string) => void;
};

const mostStarts = 5;

/**
 * Calls `start` with ports that were free when they were chosen. If it throws because another program has taken one
 * since, it chooses again. Throws the errors of `start`, and those of `choose` if a requested port is taken.
 */
export const onFreePorts = async <Started>(
  chosen: Ports,
  { choose, say }: Deps,
  start: (ports: Ports) => Promise<Started>,
): Promise<Started> => {
  let ports = chosen;
  for (let starts = 1; ; starts += 1) {
    try {
      return await start(ports);
    } catch (error) {
      const isPortTaken = error instanceof Failure && error.code === portTaken;
      if (!isPortTaken || starts === mostStarts) throw error;
      say('Another program took a port; starting again on other ports');
      ports = await choose();
    }
  }
};
