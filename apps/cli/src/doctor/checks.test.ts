import { expect, it } from 'vitest';
import { checksOf, type Facts } from './checks.ts';

const answer = (status: number, type: string) => ({ status, text: JSON.stringify({ type }) });
const shop = { id: 'shop', channel: 'whatsapp', address: '+551150289876', paused: false };
const webhook = { resource: 'phone number +551150289876', isElsewhere: false, changes: [] };
const days = { content: 90, numbers: 90, events: 90, inbound: 90, audit: 365 };
const database = {
  role: 'recado_app',
  isSuperuser: false,
  ownsTables: false,
  maxConnections: 100,
  fsync: 'on',
  synchronousCommit: 'on',
};
const prices = { currency: 'USD', isExample: false, prices: [{}] };

const right = {
  checkCredentials: async () => {},
  publicUrl: 'https://recado.example.com',
  isSimulated: false,
  callAsTwilio: async () => answer(422, 'urn:recado:problem:invalid-request'),
  findSenders: async () => [shop],
  findInboundWebhooks: async () => [{ kind: 'found', webhooks: [webhook] }],
  clockOffsetMs: () => -300,
  inspectRedis: async (): Promise<string[]> => [],
  readDatabaseFacts: async () => database,
  poolSize: 10,
  findSettings: async () => ({ retentionDays: days }),
  findPrices: async () => prices,
};

const examine = (changes: object = {}) => Promise.all(checksOf({ ...right, ...changes } as unknown as Facts));

it('finds nothing wrong where all is right, in one line each', async () => {
  const findings = await examine();
  expect(findings.map(({ level }) => level)).toEqual(findings.map(() => 'ok'));
  expect(findings).toHaveLength(11);
  expect(await examine({ inspectRedis: undefined })).toContainEqual(
    expect.objectContaining({ level: 'ok', name: 'Redis', text: expect.stringContaining('in PostgreSQL') }),
  );
});

const away = () => Promise.reject(new Error('connect ECONNREFUSED\n 127.0.0.1'));
const fetchFails = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND x') }));
const httpsNever = () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }) }),
  );
const called = (status: number, type: string) => ({ callAsTwilio: async () => answer(status, type) });
const unreadable = { kind: 'unreadable', problem: 'Twilio was not reached.' };
const facts = (changes: object) => ({ readDatabaseFacts: async () => ({ ...database, ...changes }) });
const webhooks = (changes: object) => ({
  findInboundWebhooks: async () => [{ kind: 'found', webhooks: [{ ...webhook, ...changes }] }],
});
const senderProblem = (kind: string) => ({ findInboundWebhooks: async () => [{ kind, problem: 'No such sender' }] });

it.each<[name: string, level: string, said: RegExp, changes: object]>([
  ['Twilio', 'fail', /ECONNREFUSED 127.*\. Check TWILIO_ACCOUNT_SID/, { checkCredentials: away }],
  ['PUBLIC_URL', 'fail', /ECONNREFUSED.*Start the API/, { callAsTwilio: away }],
  ['PUBLIC_URL', 'fail', /^getaddrinfo ENOTFOUND x\. Start the API/, { callAsTwilio: fetchFails }],
  ['PUBLIC_URL', 'fail', /^ECONNREFUSED\. Start the API/, { callAsTwilio: httpsNever }],
  ['PUBLIC_URL', 'fail', /answers 502, not as an API/, called(502, 'about:blank')],
  [
    'PUBLIC_URL',
    'fail',
    /answers 200, not as an API/,
    { callAsTwilio: async () => ({ status: 200, text: '{"status":"ok"}' }) },
  ],
  ['PUBLIC_URL', 'fail', /refuses signatures.*TWILIO_AUTH_TOKEN/, called(403, 'urn:recado:problem:invalid-signature')],
  ['PUBLIC_URL', 'warn', /unencrypted\. Use https/, { publicUrl: 'http://recado.example.com' }],
  ['PUBLIC_URL', 'ok', /accepts signatures/, { publicUrl: 'http://api:3000', isSimulated: true }],
  ['senders', 'fail', /RECADO_SENDERS/, { findSenders: async () => [] }],
  ['senders', 'fail', /shop: No such sender/, senderProblem('missing')],
  ['senders', 'fail', /shop: No such sender\. Check TWILIO_ACCOUNT_SID/, senderProblem('unreadable')],
  [
    'senders',
    'fail',
    /^shop, texts: Twilio was not reached\. Check/,
    {
      findSenders: async () => [shop, { ...shop, id: 'texts' }],
      findInboundWebhooks: async () => [unreadable, unreadable],
    },
  ],
  ['senders', 'warn', /shop paused/, { findSenders: async () => [{ ...shop, paused: true }] }],
  ['webhooks', 'fail', /phone number .* elsewhere.*twilio setup/, webhooks({ isElsewhere: true })],
  ['webhooks', 'warn', /twilio setup/, webhooks({ changes: [{ name: 'smsMethod', from: 'GET', to: 'POST' }] })],
  ['webhooks', 'fail', /line of the senders/, senderProblem('missing')],
  ['webhooks', 'fail', /line of the senders/, senderProblem('unreadable')],
  ['webhooks', 'ok', /PUBLIC_URL/, senderProblem('none')],
  ['clock', 'warn', /2\.1 seconds.*NTP/, { clockOffsetMs: () => 2_100 }],
  ['clock', 'fail', /31\.0 seconds.*NTP/, { clockOffsetMs: () => -31_000 }],
  ['Redis', 'fail', /Set appendonly to yes/, { inspectRedis: async () => ['Set appendonly to yes'] }],
  ['Redis', 'fail', /Check REDIS_URL/, { inspectRedis: away }],
  ['database role', 'fail', /superuser/, facts({ isSuperuser: true, ownsTables: true })],
  ['database role', 'warn', /owns the tables/, facts({ ownsTables: true })],
  ['database role', 'fail', /recado migrate/, { readDatabaseFacts: away }],
  ['connections', 'fail', /27 of 20 .*max_connections/, facts({ maxConnections: 20 })],
  ['connections', 'warn', /27 of 50 .*rolling upgrade/, facts({ maxConnections: 50 })],
  ['connections', 'warn', /45 of 80 /, { ...facts({ maxConnections: 80 }), inspectRedis: undefined }],
  ['durability', 'fail', /off: fsync\. /, facts({ fsync: 'off' })],
  ['durability', 'fail', /off: synchronous_commit\. /, facts({ synchronousCommit: 'off' })],
  [
    'retention',
    'warn',
    /numbers are kept/,
    { findSettings: async () => ({ retentionDays: { ...days, numbers: null } }) },
  ],
  ['prices', 'fail', /there are none/, { findPrices: async () => undefined }],
  ['prices', 'fail', /there are none/, { findPrices: async () => ({ ...prices, prices: [] }) }],
  ['prices', 'warn', /examples/, { findPrices: async () => ({ ...prices, isExample: true }) }],
])('says of %s: %s, %s', async (name, level, said, changes) => {
  const found = (await examine(changes)).find((finding) => finding.name === name);
  expect(found).toMatchObject({ level, text: expect.stringMatching(said) });
  expect(found?.text).not.toContain('\n');
});
