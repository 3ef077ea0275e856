import { createQueueConnection, makeProducer } from '@recado/queue';
import { createLogger } from '@recado/runtime';
import { openDatabase, startProcess, startSimulator } from '@recado/testing';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, makeDatabase, publicUrl, serveApiOn, startApiOn } from './support/running-api.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const endOf = async (env: Record<string, string>) => {
  await using api = startProcess('apps/api/src/main.ts', env);
  const { code } = await api.ended;
  return { code, lines: api.output.text().trim().split('\n') };
};

const otherKey = randomBytes(32).toString('base64');

describe('the process', () => {
  it('stops before it listens when variables are missing, with a line for each', async () => {
    const { code, lines } = await endOf({ PORT: 'http' });
    expect(code).toBe(1);
    const named = lines.map((line) => line.replace(/:.*/, '')).toSorted();
    expect(named).toEqual([
      'DATABASE_URL',
      'PORT',
      'PUBLIC_URL',
      'RECADO_ENCRYPTION_KEYS',
      'RECADO_INDEX_KEY',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]);
  });

  it.each([
    ['RECADO_ENCRYPTION_KEYS', { RECADO_ENCRYPTION_KEYS: `k1:${otherKey}` }],
    ['RECADO_INDEX_KEY', { RECADO_INDEX_KEY: otherKey }],
  ])('stops with one clear line when %s is not that of the record', async (name, env) => {
    await (await startApiOn(database.url))[Symbol.asyncDispose]();
    const { code, lines } = await endOf({ ...environment(database.url), ...env });
    expect(code).toBe(1);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(lines.join('\n')).not.toContain(otherKey);
  });

  it.each(['PORT', 'METRICS_PORT'])('stops with one clear line when its %s is taken', async (name) => {
    await using first = await startApiOn(database.url);
    const { port } = new URL(first.url);
    const { code, lines } = await endOf({ ...environment(database.url), [name]: port });
    expect(code).toBe(75);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      `${name}: expected a free port, got ${port}. Another process listens on it: stop that one, or set ${name} to another port.`,
    ]);
  });

  it('takes at most DATABASE_POOL_SIZE connections for statements, and 11 others', async () => {
    await using own = await makeDatabase();
    await using api = await serveApiOn(own.url, { DATABASE_POOL_SIZE: '3' });
    const ofTest = `${own.url}?application_name=test`;
    await using client = await openDatabase(ofTest);
    await using lock = await openDatabase(ofTest);
    const countOfApi = async (condition: string): Promise<number> => {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity
         where datname = current_database() and application_name <> 'test' and ${condition}`,
      );
      return rows[0]?.count ?? 0;
    };
    await lock.query('begin');
    await lock.query('lock table messages');
    const answers = Array.from({ length: 30 }, () => api.call('GET', '/v1/messages'));
    await expect.poll(() => countOfApi(`wait_event_type = 'Lock'`)).toBeGreaterThanOrEqual(3);
    await lock.query('rollback');
    expect((await Promise.all(answers)).filter(({ status }) => status !== 200)).toEqual([]);
    // Connections without work stay open for ten seconds, so the highest number is still there.
    const forStatements = `application_name like 'recado, sealing with %'`;
    expect(await countOfApi(forStatements)).toBe(3);
    expect(await countOfApi(`not ${forStatements}`)).toBeLessThanOrEqual(11);
  });

  it('answers what is under way before it stops, and queues it', async () => {
    await using api = await startApiOn(database.url);
    const body = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
    const answers = Array.from({ length: 20 }, () => api.call('POST', '/v1/messages', { body }));
    await Promise.race(answers);
    const { code } = await api.process.kill();
    expect(code).toBe(0);
    const settled = await Promise.allSettled(answers);
    const answered = settled.filter(({ status }) => status === 'fulfilled');
    expect(answered.length).toBeGreaterThan(0);
    await using client = await openDatabase(database.url);
    const { rows } = await client.query<{ value: string }>(`select value from settings where name = 'installation'`);
    await using queue = createQueueConnection({
      databaseUrl: database.url,
      installation: String(rows[0]?.value),
      answerTimeoutMs: 30_000,
      log: createLogger({ name: 'test', level: 'silent' }),
    });
    const { waiting } = await makeProducer(queue).counts('store-sms');
    expect(waiting).toBeGreaterThanOrEqual(answered.length);
    expect(answered.every((answer) => answer.status === 'fulfilled' && answer.value.status === 202)).toBe(true);
  });
});

describe('the inbound webhooks at Twilio', () => {
  const compared = 'Inbound messages are sent elsewhere';
  const start = async (inboundUrl: string) => {
    await using stack = new AsyncDisposableStack();
    const simulator = stack.use(
      await startSimulator({
        SIMULATOR_SENDERS: '+551150289877,whatsapp:+551150289876',
        SIMULATOR_INBOUND_URL: inboundUrl,
      }),
    );
    const account = { TWILIO_ACCOUNT_SID: simulator.accountSid, TWILIO_AUTH_TOKEN: simulator.authToken };
    const api = stack.use(await startApiOn(database.url, { TWILIO_API_BASE_URL: simulator.url, ...account }));
    const requests = async () => {
      const answer = await fetch(`${simulator.url}/simulator/stats`);
      return ((await answer.json()) as { requests: number }).requests;
    };
    const opened = stack.move();
    return { api, requests, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  };

  it('are named with the command that sets them, if they point elsewhere', async () => {
    await using started = await start('https://other.example.com/inbound');
    await expect.poll(() => started.api.process.output.text()).toContain(compared);
    const line =
      started.api.process.output
        .text()
        .split('\n')
        .find((text) => text.includes(compared)) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      senders: ['store', 'store-sms'],
      msg: expect.stringContaining('`recado twilio setup`'),
    });
  });

  it('are read without a word if they point here, whatever their fragment', async () => {
    await using started = await start(`${publicUrl}/webhooks/twilio/inbound`);
    // The services, the WhatsApp senders and the number.
    await expect.poll(started.requests).toBe(3);
    expect((await started.api.process.kill()).code).toBe(0);
    expect(started.api.process.output.text()).not.toMatch(/Inbound messages are sent elsewhere|not compared/);
  });

  it('delay neither the start nor the stop while Twilio does not answer', async () => {
    await using silent = await listenSilently();
    await using api = await startApiOn(database.url, {
      TWILIO_API_BASE_URL: silent.url,
      TWILIO_TIMEOUT_MS: '300000',
    });
    await expect.poll(silent.connections).toBeGreaterThan(0);
    // It exits with 1 if its stop takes half a minute.
    expect((await api.process.kill()).code).toBe(0);
  });
});

/** A server that accepts connections and answers nothing. */
const listenSilently = async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on('error', () => socket.destroy())));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
