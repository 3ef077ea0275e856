import { createTwilio } from '@recado/twilio';
import { createStore } from '@recado/store';
import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDatabase } from './support/database.ts';
import { recado } from './support/terminal.ts';

const service = `MG${'a'.repeat(32)}`;
const [shop, shopSms] = ['+551150289876', '+551150289877'];
const senders = [
  { id: 'shop', channel: 'whatsapp', address: shop },
  { id: 'shop-sms', channel: 'sms', address: shopSms },
  { id: 'pool', channel: 'sms', address: service },
] as const;
const noKeys = { encryptionKeys: [{ id: 'none', key: Buffer.alloc(32) }], indexKey: Buffer.alloc(32) };
const publicUrl = 'https://recado.example.com';

let database: Awaited<ReturnType<typeof makeDatabase>>;
let simulator: Simulator;
let env: Record<string, string>;

beforeAll(async () => {
  database = await makeDatabase();
  simulator = await startSimulator({ SIMULATOR_SENDERS: `${shopSms},whatsapp:${shop}` });
  await addSenders(senders);
  env = {
    DATABASE_URL: database.url,
    TWILIO_ACCOUNT_SID: simulator.accountSid,
    TWILIO_AUTH_TOKEN: simulator.authToken,
    TWILIO_API_BASE_URL: simulator.url,
    PUBLIC_URL: publicUrl,
  };
});
afterAll(async () => {
  await simulator[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const addSenders = async (added: readonly { id: string; channel: 'sms' | 'whatsapp'; address: string }[]) => {
  await using store = createStore({ databaseUrl: database.url, ...noKeys });
  const at = new Date();
  const common = { mps: 10, dailyLimit: null, paused: false, createdAt: at, updatedAt: at };
  await store.seedSenders(added.map((sender) => ({ ...sender, ...common })));
};

const setup = (options: string[], more: Record<string, string> = {}) =>
  recado(['twilio', 'setup', ...options], { ...env, ...more });

/** The URLs at the simulator that are not set to this Recado, per sender. */
const readElsewhere = async ({ accountSid, authToken, url: baseUrl } = simulator) => {
  await using twilio = createTwilio({ accountSid, authToken, baseUrl, publicUrl, timeoutMs: 10_000 });
  const found = await twilio.findInboundWebhooks(senders);
  return found.flatMap((one) =>
    one.kind === 'found'
      ? one.webhooks.filter(({ changes }) => changes.length > 0).map(({ resource }) => resource)
      : [],
  );
};

describe('recado twilio setup', () => {
  test('changes nothing in a dry run, and nothing without a terminal or --yes', async () => {
    const dry = await setup(['--dry-run']);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed.') });
    expect(dry.stdout).toContain(`inboundRequestUrl: none -> ${publicUrl}/`);
    const asked = await setup([]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await readElsewhere()).toHaveLength(3);
  });

  test('says in one line for each sender that Twilio refuses the credentials', async () => {
    const run = await setup(['--yes'], { TWILIO_AUTH_TOKEN: 'wrong' });
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(run.stdout.match(/not set: Twilio answered 401 with 20003/g)).toHaveLength(3);
    expect(run.stdout).toContain('permission to list, read and update');
    expect(await readElsewhere()).toHaveLength(3);
  });

  test.each([
    ['without PUBLIC_URL', { PUBLIC_URL: '' }, /^PUBLIC_URL: /],
    [
      'with a PUBLIC_URL that Twilio cannot reach',
      { PUBLIC_URL: 'http://localhost:3000', TWILIO_API_BASE_URL: '' },
      /^PUBLIC_URL: .*not localhost/,
    ],
  ])('refuses to start %s', async (_, other, said) => {
    expect(await setup(['--yes'], other)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(said) });
  });

  test('says what to do when there are no senders yet', async () => {
    await using empty = await makeDatabase();
    const run = await setup(['--yes'], { DATABASE_URL: empty.url });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('RECADO_SENDERS') });
  });

  test('recado doctor names what is wrong and what to do, and ends with 1', async () => {
    const run = await recado(['doctor'], { ...env, PUBLIC_URL: simulator.url });
    const lines = run.stdout.trim().split('\n');
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ok {4}Twilio: /),
        expect.stringMatching(/^fail {2}PUBLIC_URL: .*not as an API/),
        expect.stringMatching(/^ok {4}senders: 3 at Twilio/),
        expect.stringMatching(/^fail {2}webhooks: .*Run `recado twilio setup`$/),
        expect.stringMatching(/^ok {4}Redis: not used/),
        expect.stringMatching(/^(warn|fail) {2}database role: /),
        expect.stringMatching(/^warn {2}retention: /),
        expect.stringMatching(/^\d+ of 11 checks failed\.$/),
      ]),
    );
    const refused = await recado(['doctor'], { ...env, TWILIO_AUTH_TOKEN: 'wrong', REDIS_URL: 'redis://127.0.0.1:1' });
    expect(refused.stdout).toMatch(/^fail {2}Twilio: .*Check TWILIO_ACCOUNT_SID/m);
    expect(refused.stdout).toMatch(/^fail {2}Redis: .*Check REDIS_URL/m);
  });

  // The tests before this one change nothing, so that all share the simulator and the database.
  test('sets the webhooks of a number, a WhatsApp sender and a service, and then has nothing to change', async () => {
    expect(await readElsewhere()).toHaveLength(3);
    const first = await setup(['--yes']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`smsUrl: none -> ${publicUrl}/webhooks/twilio/inbound#ct=`);
    expect(first.stdout).toContain(`Set: Messaging Service ${service}`);
    expect(await readElsewhere()).toEqual([]);

    const second = await setup(['--yes']);
    expect(second).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/There is nothing to change\.\n$/),
    });
    expect(second.stdout).toContain(`Messaging Service ${service}: already set`);
  });

  test('sets the others when a number is not of this account, and ends with 1', async () => {
    await addSenders([{ id: 'foreign', channel: 'sms', address: '+551150280000' }]);
    await using other = await startSimulator({ SIMULATOR_SENDERS: `${shopSms},whatsapp:${shop}` });
    const { accountSid, authToken, url } = other;
    const account = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_BASE_URL: url };
    const run = await setup(['--yes'], account);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/foreign:\n {2}not set: This account has no such sender/);
    expect(await readElsewhere(other)).toEqual([]);
  });
});
