import { loadConfig } from '@recado/runtime';
import type { Command } from 'commander';
import pc from 'picocolors';
import { z } from 'zod';
import { HandedOnEnv, MachineEnv, UpEnv } from '../config.ts';
import { formatLogLine } from '../stack/log-line.ts';
import { anyPort, claimPort, withoutUnset, type Environment, type Ports } from '../stack/plan.ts';
import type { OnLine } from '../stack/supervise.ts';
import { keepInForeground, stopped } from '../terminal/output.ts';

export const addUp = (program: Command): void => {
  program
    .command('up')
    .description('run PostgreSQL, the Twilio simulator, the API and a worker in this terminal')
    .option('-p, --port <number>', 'port of the API (default: PORT, or 3000)')
    .option('-d, --data-dir <folder>', 'folder for data and keys (default: RECADO_DATA_DIR, or .recado)')
    .addHelpText(
      'after',
      `
DATABASE_URL selects another database, REDIS_URL a queue in Redis, and TWILIO_ACCOUNT_SID a real account
instead of the simulator. LOG_LEVEL=debug shows every request. Ctrl-C stops everything.`,
    )
    .action(async (given: unknown) => {
      const options = Options.parse(given);
      const env = loadConfig(UpEnv);
      const request = { env, given: withoutUnset(loadConfig(HandedOnEnv)), options };
      const print = makePrinter(env.LOG_LEVEL);
      await keepInForeground(
        (signal) => up(request, signal, print),
        (line) => print('recado', line),
      );
    });
};

const Options = z.object({
  port: z.coerce.number('must be a number from 0 to 65535').int().min(0).max(65_535).optional(),
  dataDir: z.string().min(1).optional(),
});
type Options = z.infer<typeof Options>;

const simulatorsPort = 4010;

const choosePorts = async (env: UpEnv, options: Options, isMetricsPortGiven: boolean): Promise<Ports> => ({
  api: await claimPort(env.HOST, options.port ?? env.PORT, 'Choose another with --port or PORT.'),
  metrics: isMetricsPortGiven
    ? await claimPort(env.HOST, env.METRICS_PORT, 'Choose another with METRICS_PORT.')
    : await anyPort(env.METRICS_PORT),
  simulator: await anyPort(simulatorsPort),
});

type UpOptions = { env: UpEnv; given: Environment; options: Options };

const up = async ({ env, given, options }: UpOptions, signal: AbortSignal, onLine: OnLine): Promise<number> => {
  const { buildConsole, inviteToConsole } = await import('../stack/console.ts');
  const { openStack } = await import('../stack/open.ts');
  const choose = () => choosePorts(env, options, given.METRICS_PORT !== undefined);
  const say = (text: string) => onLine('recado', JSON.stringify({ level: 30, time: Date.now(), msg: text }));
  const built = buildConsole(say);
  const setup = { folder: options.dataDir ?? env.RECADO_DATA_DIR, given, host: env.HOST, choosePorts: choose };
  await using stack = await openStack(setup, { onLine, say, signal });
  const { plan, folder } = stack;
  await built;
  const invite = await inviteToConsole(stack.databaseUrl, plan.consoleUrl);
  console.log(
    announce({
      apiUrl: plan.apiUrl,
      apiKey: plan.apiKey,
      consoleUrl: plan.consoleUrl,
      ...(invite !== undefined && { invite }),
      dataFolder: folder,
      database: given.DATABASE_URL === undefined ? 'embedded' : 'given',
      queue: given.REDIS_URL === undefined ? 'postgresql' : 'redis',
      ...(plan.simulatorUrl !== undefined && { simulatorUrl: plan.simulatorUrl }),
    }),
  );
  await Promise.race([stack.ended, stopped(signal)]);
  return 0;
};

const makePrinter = (level: string): OnLine => {
  const style = { colors: pc, requests: level === 'debug' || level === 'trace' };
  return (name: string, line: string) => {
    const text = formatLogLine(name, line, style);
    if (text !== undefined) console.log(text);
  };
};

type Facts = {
  apiUrl: string;
  apiKey: string;
  consoleUrl: string;
  /** The link for the first administrator, while there is none. */
  invite?: string;
  dataFolder: string;
  database: 'embedded' | 'given';
  queue: 'redis' | 'postgresql';
  simulatorUrl?: string;
};

const simulatedOrder = {
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id: '1042' },
};

/** With a real account, the first message is for the reader, not for a number of ours. */
const realMessage = { to: 'YOUR NUMBER, FOR EXAMPLE +5511987654321', channel: 'sms', body: 'Hello from Recado' };

const curlOf = ({ apiUrl, apiKey, simulatorUrl }: Facts): string =>
  [
    `curl -s -w '\\n' ${apiUrl}/v1/messages`,
    `-H 'Authorization: Bearer ${apiKey}'`,
    `-H 'Content-Type: application/json'`,
    `-H 'Idempotency-Key: order-1042-confirmation'`,
    `-d '${JSON.stringify(simulatorUrl ? simulatedOrder : realMessage)}'`,
  ].join(' \\\n    ');

const twilioOf = ({ simulatorUrl }: Facts): string =>
  simulatorUrl
    ? `Twilio simulator at ${simulatorUrl}: no real messages are sent`
    : 'the account of TWILIO_ACCOUNT_SID: messages reach people and cost money';

const consoleOf = ({ consoleUrl, invite }: Facts): string =>
  invite ? `${invite}\n            (makes the first administrator; works once)` : consoleUrl;

const databaseOf = ({ database, dataFolder }: Facts): string =>
  database === 'embedded'
    ? `${dataFolder} (PostgreSQL and the generated keys)`
    : `DATABASE_URL; generated keys in ${dataFolder}`;

const queueOf = ({ queue }: Facts): string =>
  queue === 'redis' ? 'Redis (REDIS_URL)' : 'PostgreSQL (set REDIS_URL for Redis)';

/** Formats the addresses and the next step, once everything runs. */
export const announce = (facts: Facts): string =>
  `
Recado is ready.

  Console   ${consoleOf(facts)}
  API       ${facts.apiUrl}
  Docs      ${facts.apiUrl}/docs
  API key   ${facts.apiKey}
  Twilio    ${twilioOf(facts)}
  Data      ${databaseOf(facts)}
  Queue     ${queueOf(facts)}

Send a message. If you run this twice, the Idempotency-Key prevents a second message.

  ${curlOf(facts)}

Ctrl-C stops everything.
`;

export const addDemo = (program: Command): void => {
  program
    .command('demo')
    .description('send about 600 messages and one campaign through a local Recado, and show the results')
    .addHelpText(
      'after',
      `
It runs in a temporary folder on free ports, against the Twilio simulator. It does not use DATABASE_URL,
REDIS_URL or the Twilio account of the environment.`,
    )
    .action(async () => {
      const machine = withoutUnset(loadConfig(MachineEnv));
      const { runDemo } = await import('../demo/run.ts');
      const print = (line: string) => console.log(line);
      await keepInForeground(
        async (signal) => ((await runDemo({ machine, isTerminal: process.stdout.isTTY, print, signal })) ? 0 : 1),
        () => undefined,
      );
    });
};
