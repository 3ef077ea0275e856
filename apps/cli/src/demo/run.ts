import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRecado, verifyWebhook, type Recado } from '@recado/client';
import { http } from '@recado/runtime';
import pc from 'picocolors';
import { closeFolder } from '../data-folder/folder.ts';
import { buildConsole, inviteToConsole } from '../stack/console.ts';
import { openStack } from '../stack/open.ts';
import { anyPort, type Environment, type Ports } from '../stack/plan.ts';
import { makeProgress, stopped } from '../terminal/output.ts';
import { agreeToPromotions, runCampaign } from './campaign.ts';
import { planShipments } from './shipments.ts';
import { renderTable, sendAll, sumUp, watchUntilEnded, type Outcome } from './watch.ts';

const demoDeadlineMs = 60_000;

/** Turns read receipts off, because random receipts would change the counts of each run. */
const nobodyReads = { SIMULATOR_READ_SHARE: '0' };

/** Sends 603 messages and a campaign to the simulator. Returns true if each ended as expected. */
export const runDemo = async (deps: Deps): Promise<boolean> => {
  await using workshop = await openWorkshop();
  deps.print('Starting PostgreSQL, the Twilio simulator, the API and a worker …');
  try {
    if (await runIn(workshop, deps)) return true;
  } catch (error) {
    if (!deps.signal.aborted) pointToLog(workshop, deps.print);
    throw error;
  }
  pointToLog(workshop, deps.print);
  return false;
};

const freePorts = async (): Promise<Ports> => ({
  api: await anyPort(0),
  metrics: await anyPort(0),
  simulator: await anyPort(0),
});

type Deps = {
  /** Variables of the machine, without a real account or database. */
  machine: Environment;
  isTerminal: boolean;
  print: (line: string) => void;
  signal: AbortSignal;
};

const seconds = (fromMs: number): string => ((performance.now() - fromMs) / 1000).toFixed(1);

/** Opens the marketing window all day and watches no first part, because the people of the demo are invented. */
const atOnce = { marketing_window: { from: '00:00', to: '24:00' }, objection_limits: { enabled: false } };

type Result = { campaignId: string; outcomes: Outcome[]; events: string; missing: number };

const sendAndWatch = async (api: Recado, { isTerminal, print, signal }: Deps): Promise<Result> => {
  await using receiver = await openReceiver(api);
  const now = new Date();
  const shipments = planShipments(now);
  await api.settings.put(atOnce);
  const agreed = await agreeToPromotions(api, shipments, now);
  print(`${agreed.accepted} people agreed to promotions: it is in the ledger of consents.`);
  const startedAt = performance.now();
  const sent = await sendAll(api, shipments, signal);
  print(`The API accepted ${sent.size} messages in ${seconds(startedAt)} s. They leave at the sender's 80 a second.`);
  const progress = makeProgress(sent.size, { isTerminal, write: print });
  const watch = {
    api,
    deadlineMs: demoDeadlineMs,
    onProgress: (ended: number) => progress.show(ended, `${ended} of ${sent.size} have ended`),
    signal,
  };
  const messages = await watchUntilEnded(new Set(sent.keys()), watch).finally(progress.stop);
  print(`${sent.size} messages in ${seconds(startedAt)} s. Now a campaign, from a file …`);
  const campaign = await runCampaign({ api, deadlineMs: demoDeadlineMs, signal });
  const { accepted, duplicates, rejected } = campaign.imported;
  print(`${accepted} of its people accepted, ${duplicates} there twice, ${rejected} rows rejected:\n`);
  const { events, missing } = await receiver.compare({ deadlineMs: demoDeadlineMs, signal });
  const gap = missing ? `${missing} missing` : 'no gap';
  const outcomes = [...sumUp(sent, messages), ...campaign.outcomes];
  return { campaignId: campaign.id, outcomes, events: `${events} events, ${gap}`, missing };
};

const runIn = async (workshop: Workshop, deps: Deps): Promise<boolean> => {
  const setup = {
    folder: workshop.folder,
    given: { ...deps.machine, ...nobodyReads },
    host: '127.0.0.1',
    choosePorts: freePorts,
  };
  const say = (text: string) => workshop.log('recado', text);
  const built = buildConsole(say);
  await using stack = await openStack(setup, { onLine: workshop.log, say, signal: deps.signal });
  deps.print(`PostgreSQL, the Twilio simulator, the API (${stack.plan.apiUrl}) and a worker run.`);
  await built;
  const api = createRecado({ url: stack.plan.apiUrl, apiKey: stack.plan.apiKey });
  const dies = stack.ended.then((): never => {
    throw new Error('the processes ended before the demo was finished');
  });
  const result = await Promise.race([sendAndWatch(api, deps), dies]);
  const isGood = judge(result, deps.print);
  if (isGood && deps.isTerminal) await Promise.race([showConsole(stack.plan, stack.databaseUrl, result, deps), dies]);
  return isGood;
};

/** Shows the campaign to a person, until they press Ctrl-C. Without a terminal nobody looks, and the demo ends. */
const showConsole = async (
  { consoleUrl }: { consoleUrl: string },
  databaseUrl: string,
  { campaignId }: Result,
  { print, signal }: Deps,
): Promise<void> => {
  const invite = await inviteToConsole(databaseUrl, consoleUrl);
  print(`\nThe campaign in the console: ${consoleUrl}/campaigns/${campaignId}`);
  if (invite !== undefined) print(`To see it, make an account first, with this link: ${invite}`);
  print('Press Ctrl-C to end the demo. Its data is deleted then.');
  await stopped(signal);
};

const judge = ({ outcomes, events, missing }: Result, print: Deps['print']): boolean => {
  print(`${renderTable(outcomes, pc)}\n`);
  const different = outcomes.filter(({ expected }) => expected !== undefined);
  const count = different.reduce((sum, outcome) => sum + outcome.count, 0);
  print(count ? `${count} messages did not end as they should.` : 'Every message ended as it should.');
  print(`A webhook got them: ${events}.`);
  return count === 0 && missing === 0;
};

const pointToLog = (workshop: Workshop, print: Deps['print']) => {
  workshop.keepLog();
  print(`The log of the processes is in ${workshop.logPath}`);
};

type Workshop = AsyncDisposable & {
  folder: string;
  logPath: string;
  log: (processName: string, line: string) => void;
  /** Keeps the log when the workshop is disposed. */
  keepLog: () => void;
};

/** Makes a temporary folder for the demo's data and, beside it, a log file. Disposing removes both. */
const openWorkshop = async (): Promise<Workshop> => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-demo-'));
  await closeFolder(folder);
  const logPath = `${folder}.log`;
  const file = createWriteStream(logPath, { mode: 0o600 });
  let isLogKept = false;
  return {
    folder,
    logPath,
    log: (name, line) => void file.write(`${name} ${line}\n`),
    keepLog: () => {
      isLogKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      await finished(file.end());
      await rm(folder, { recursive: true, force: true });
      if (!isLogKept) await rm(logPath, { force: true });
    },
  };
};

const lookEveryMs = 200;

/** A server that gets every event of the demo by a webhook, as a backend does. */
const openReceiver = async (api: Recado) => {
  const got = new Set<number>();
  let secret = '';
  const server = http.createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = await verifyWebhook(await read(request), request.headers, secret).catch(() => undefined);
    if (event) got.add(event.sequence);
    response.writeHead(event ? 204 : 401).end();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const created = await api.webhooks.create({ url: `http://127.0.0.1:${port}/` });
  secret = created.secret;
  return {
    /** Waits until everything that happened has arrived, or until the deadline. */
    compare: async ({ deadlineMs, signal }: Waiting): Promise<Comparison> => {
      const { next_after: last } = await api.events.page({ after: 'latest' });
      const numbers = Array.from({ length: last - created.sequence }, (_, place) => created.sequence + place + 1);
      const until = performance.now() + deadlineMs;
      const missing = () => numbers.filter((number) => !got.has(number)).length;
      while (missing() && performance.now() < until) await sleep(lookEveryMs, undefined, { signal });
      return { events: numbers.length, missing: missing() };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

type Waiting = { deadlineMs: number; signal: AbortSignal };
type Comparison = { events: number; missing: number };

const read = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
};
