import type { Store } from '@recado/store';
import type { Twilio } from '@recado/twilio';

type Level = 'ok' | 'warn' | 'fail';
export type Finding = { level: Level; name: string; text: string };

/** The services and settings that are checked. */
export type Facts = Pick<Store, 'clockOffsetMs' | 'findSenders' | 'findSettings' | 'findPrices' | 'readDatabaseFacts'> &
  Pick<Twilio, 'checkCredentials' | 'findInboundWebhooks'> & {
    publicUrl: string;
    poolSize: number;
    /** A simulator calls PUBLIC_URL inside a private network. */
    isSimulated: boolean;
    /** Returns the answer to a GET that is signed as by Twilio. */
    callAsTwilio: (url: string) => Promise<{ status: number; text: string }>;
    /** Returns the settings under which Redis loses what waits, in one sentence each. Absent without Redis. */
    inspectRedis?: () => Promise<string[]>;
  };

type Verdict = readonly [level: Level, text: string];
type Check = readonly [name: string, run: (facts: Facts) => Promise<Verdict> | Verdict, remedy: string];

/** Runs each check. One that cannot be made fails, with what to do about that. */
export const checksOf = (facts: Facts): Promise<Finding>[] =>
  checks.map(async ([name, run, remedy]): Promise<Finding> => {
    try {
      const [level, text] = await run(facts);
      return { level, name, text };
    } catch (error) {
      const why = reasonOf(error).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
      return { level: 'fail', name, text: `${why}. ${remedy}` };
    }
  });

/** The first cause says what happened: `fetch failed` does not. An error of several addresses has no message. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
};

const ok = (text: string): Verdict => ['ok', text];
const warn = (text: string): Verdict => ['warn', text];
const fail = (text: string): Verdict => ['fail', text];

const checkCredentials = async (facts: Facts): Promise<Verdict> => {
  await facts.checkCredentials();
  return ok('Twilio accepts the credentials');
};

const webhookPath = '/webhooks/twilio/inbound';

/** If the signature is right, an API refuses the call because it has no message. Only an API names such a problem. */
const checkPublicUrl = async ({ publicUrl, isSimulated, callAsTwilio }: Facts): Promise<Verdict> => {
  const { status, text } = await callAsTwilio(publicUrl + webhookPath);
  const isProblem = (name: string): boolean => text.includes(`urn:recado:problem:${name}`);
  if (isProblem('invalid-signature'))
    return fail(
      `${publicUrl} leads to an API that refuses signatures of Twilio. Give it the same PUBLIC_URL and TWILIO_AUTH_TOKEN as here, and let the proxy pass on path and query unchanged`,
    );
  if (!isProblem('invalid-request'))
    return fail(
      `${publicUrl}${webhookPath} answers ${status}, not as an API. Check PUBLIC_URL and the proxy in front of the API`,
    );
  if (publicUrl.startsWith('http:') && !isSimulated)
    return warn(`${publicUrl} leads to an API, but numbers and texts come to it unencrypted. Use https`);
  return ok(`${publicUrl} leads to an API that accepts signatures of Twilio`);
};

const checkSenders = async (facts: Facts): Promise<Verdict> => {
  const senders = await facts.findSenders();
  if (senders.length === 0) return fail('there are none. Set RECADO_SENDERS and start the API, or PUT /v1/senders/:id');
  const found = await facts.findInboundWebhooks(senders);
  const unread = problemsOf(found, senders, 'unreadable');
  if (unread.length > 0) return fail(`${unread.join('; ')}. ${account}`);
  const missing = problemsOf(found, senders, 'missing');
  if (missing.length > 0) return fail(`${missing.join('; ')}. Correct the address with PUT /v1/senders/:id`);
  const paused = senders.filter((sender) => sender.paused).map(({ id }) => id);
  if (paused.length > 0)
    return warn(`${paused.join(', ')} paused. Resume with PUT /v1/senders/:id when you want to send`);
  return ok(`${senders.length} at Twilio`);
};

type Found = Awaited<ReturnType<Facts['findInboundWebhooks']>>[number];

/** Twilio often says the same of all senders, so each problem is named once. */
const problemsOf = (found: readonly Found[], senders: readonly { id: string }[], kind: Found['kind']): string[] => {
  const ofSenders = found.flatMap((one, index) =>
    one.kind === kind && 'problem' in one ? [{ id: senders[index]?.id ?? '', problem: one.problem }] : [],
  );
  const byProblem = Map.groupBy(ofSenders, ({ problem }) => problem.replace(/\.$/, ''));
  return [...byProblem].map(([problem, of]) => `${of.map(({ id }) => id).join(', ')}: ${problem}`);
};

const checkWebhooks = async (facts: Facts): Promise<Verdict> => {
  const senders = await facts.findSenders();
  const found = await facts.findInboundWebhooks(senders);
  const elsewhere = found.flatMap((one) =>
    one.kind === 'found' ? one.webhooks.filter(({ isElsewhere }) => isElsewhere).map(({ resource }) => resource) : [],
  );
  if (elsewhere.length > 0)
    return fail(`${elsewhere.join(', ')} sends inbound messages elsewhere. Run \`recado twilio setup\``);
  const inexact = found.some((one) => one.kind === 'found' && one.webhooks.some(({ changes }) => changes.length > 0));
  const unknown = found.filter(({ kind }) => kind === 'missing' || kind === 'unreadable').length;
  if (unknown > 0 || found.length === 0)
    return fail('those of some senders cannot be read. See the line of the senders');
  if (inexact) return warn('some settings differ from what Recado needs. Run `recado twilio setup`');
  return ok('inbound messages come to PUBLIC_URL');
};

const offFromMs = 2_000;
const wrongFromMs = 30_000;

const checkClock = ({ clockOffsetMs }: Facts): Verdict => {
  const offset = clockOffsetMs();
  const text = `this clock differs from PostgreSQL's by ${(Math.abs(offset) / 1_000).toFixed(1)} seconds`;
  if (Math.abs(offset) > wrongFromMs) return fail(`${text}. Set it by NTP: processes here would claim nothing`);
  return Math.abs(offset) > offFromMs ? warn(`${text}. Set it by NTP`) : ok(text);
};

const checkRedis = async ({ inspectRedis }: Facts): Promise<Verdict> => {
  if (!inspectRedis) return ok('not used: the queue is in PostgreSQL');
  const risks = await inspectRedis();
  return risks.length > 0 ? fail(risks.join('. ')) : ok('it keeps what waits');
};

const checkRole = async ({ readDatabaseFacts }: Facts): Promise<Verdict> => {
  const { role, isSuperuser, ownsTables } = await readDatabaseFacts();
  const remedy = 'Use a role that may only read and write rows: see docs/operations.md, rights in PostgreSQL';
  if (isSuperuser) return fail(`${role} is a superuser of PostgreSQL. ${remedy}`);
  return ownsTables ? warn(`${role} owns the tables. ${remedy}`) : ok(`${role} may only use the tables`);
};

/** Connections of an API and a worker beside their pools, and one to migrate. */
const besidePools = { redis: 3, postgresql: 12 };

const checkPool = async ({ readDatabaseFacts, poolSize, inspectRedis }: Facts): Promise<Verdict> => {
  const { maxConnections } = await readDatabaseFacts();
  const needed = 2 * (poolSize + (inspectRedis ? besidePools.redis : besidePools.postgresql)) + 1;
  const text = `an API and a worker take up to ${needed} of ${maxConnections} connections`;
  if (needed > maxConnections) return fail(`${text}. Raise max_connections or lower DATABASE_POOL_SIZE`);
  return 2 * needed > maxConnections
    ? warn(`${text}, so a rolling upgrade has too few. Raise max_connections or lower DATABASE_POOL_SIZE`)
    : ok(text);
};

const checkDurability = async ({ readDatabaseFacts }: Facts): Promise<Verdict> => {
  const { fsync, synchronousCommit } = await readDatabaseFacts();
  const off = [fsync === 'off' && 'fsync', synchronousCommit === 'off' && 'synchronous_commit'].filter(Boolean);
  if (off.length > 0)
    return fail(`an accepted message may be lost, because this is off: ${off.join(', ')}. Set it to on`);
  return ok('commits are durable');
};

/** The rows of messages are empty by then. */
const isWithoutPersons = (kind: string): boolean => kind === 'messages';

const checkRetention = async ({ findSettings }: Facts): Promise<Verdict> => {
  const { retentionDays } = await findSettings();
  const unset = Object.entries(retentionDays).flatMap(([kind, days]) =>
    days === null && !isWithoutPersons(kind) ? [kind] : [],
  );
  if (unset.length === 0) return ok('each kind of data is deleted by age');
  return warn(`${unset.join(', ')} are kept without limit. Set retention_days with \`recado settings set\``);
};

const checkPrices = async ({ findPrices }: Facts): Promise<Verdict> => {
  const list = await findPrices();
  const remedy = 'Set yours with `recado prices set`: estimates and budgets count with them';
  if (!list || list.prices.length === 0) return fail(`there are none. ${remedy}`);
  return list.isExample ? warn(`they are examples. ${remedy}`) : ok(`${list.prices.length} in ${list.currency}`);
};

const database = 'Check DATABASE_URL, and run `recado migrate` first';
const account = 'Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the way to Twilio';

const checks: readonly Check[] = [
  ['Twilio', checkCredentials, account],
  ['PUBLIC_URL', checkPublicUrl, 'Start the API, and check PUBLIC_URL, DNS and the proxy in front of the API'],
  ['senders', checkSenders, account],
  ['webhooks', checkWebhooks, account],
  ['clock', checkClock, database],
  ['Redis', checkRedis, 'Check REDIS_URL'],
  ['database role', checkRole, database],
  ['connections', checkPool, database],
  ['durability', checkDurability, database],
  ['retention', checkRetention, database],
  ['prices', checkPrices, database],
];
