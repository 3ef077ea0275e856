import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createRaw, type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

const from = '+5511400289220';

let people = 0;
const somebody = () => `+55119${String((people += 1)).padStart(8, '0')}`;

const order = (fault: object) => simulator.post('/simulator/faults/next', fault);
const create = (to: string, signal?: AbortSignal) =>
  createRaw(simulator.url, { To: to, From: from, Body: 'oi' }, signal);
const madeFor = async (to: string) => (await simulator.exported(to)).length;

it.each([
  ['refuse', 400, 21612],
  ['500_before', 500, 20500],
  ['503', 503, 20503],
  ['429', 429, 20429],
  ['63038', 429, 63038],
])('%s answers %i with %i and makes no message', async (kind, status, code) => {
  const to = somebody();
  await order({ kind });
  const answer = await create(to);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('retry-after')).toBeNull();
  expect(await answer.json()).toMatchObject({ code, status });
  expect(await madeFor(to)).toBe(0);
});

it('refuses with the code that was asked for', async () => {
  await order({ kind: 'refuse', refuse_code: 21610 });
  await expect(simulator.client.messages.create({ to: somebody(), from, body: 'oi' })).rejects.toMatchObject({
    status: 400,
    code: 21610,
  });
});

it('says how long to rest', async () => {
  await order({ kind: '429_retry_after', retry_after: 7 });
  const answer = await create(somebody());
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
});

it.each([
  ['reset_before', 0],
  ['reset_after', 1],
])('%s breaks the connection, and leaves %i messages', async (kind, made) => {
  const to = somebody();
  await order({ kind });
  await expect(create(to)).rejects.toThrow('fetch failed');
  expect(await madeFor(to)).toBe(made);
});

it.each([
  ['hang_before', 0],
  ['hang_after', 1],
])('%s never answers, and leaves %i messages', async (kind, made) => {
  const to = somebody();
  await order({ kind });
  await expect(create(to, AbortSignal.timeout(500))).rejects.toThrow('timeout');
  expect(await madeFor(to)).toBe(made);
});

it('500_after answers 500 and has made the message', async () => {
  const to = somebody();
  await order({ kind: '500_after' });
  expect((await create(to)).status).toBe(500);
  expect(await madeFor(to)).toBe(1);
});

it.each([
  ['502_before', 0],
  ['502_after', 1],
])('%s answers a gateway’s HTML, and leaves %i messages', async (kind, made) => {
  const to = somebody();
  await order({ kind });
  const answer = await create(to);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
  expect(await answer.text()).toContain('<html>');
  expect(await madeFor(to)).toBe(made);
});

it('broken_201 answers half of the JSON', async () => {
  const to = somebody();
  await order({ kind: 'broken_201' });
  const answer = await create(to);
  expect(answer.status).toBe(201);
  await expect(answer.json()).rejects.toThrow(SyntaxError);
  expect(await madeFor(to)).toBe(1);
});

it('cut_201 ends the connection within the answer', async () => {
  const to = somebody();
  await order({ kind: 'cut_201' });
  const answer = await create(to);
  expect(answer.status).toBe(201);
  await expect(answer.text()).rejects.toThrow('terminated');
  expect(await madeFor(to)).toBe(1);
});

it('slow takes the message late, though the caller has gone', async () => {
  const to = somebody();
  await order({ kind: 'slow', slow_ms: 3_000 });
  await expect(create(to, AbortSignal.timeout(500))).rejects.toThrow('timeout');
  expect(await madeFor(to)).toBe(0);
  await expect.poll(() => madeFor(to)).toBe(1);
});

it('a refused message is refused, whatever was to happen after it', async () => {
  await order({ kind: 'reset_after' });
  expect((await create('+15005550001')).status).toBe(400);
});

it('lists a message only once it is old enough', async () => {
  const to = somebody();
  await simulator.put('/simulator/faults', { list_lag_ms: 3_600_000 });
  await create(to);
  expect(await simulator.client.messages.list({ to })).toEqual([]);
  await simulator.put('/simulator/faults', {});
  expect(await simulator.client.messages.list({ to })).toHaveLength(1);
});

it('cannot list', async () => {
  await order([{ kind: 'list_500' }, { kind: 'list_reset' }]);
  await expect(simulator.client.messages.list()).rejects.toMatchObject({ status: 500, code: 20500 });
  await expect(simulator.client.messages.list()).rejects.toThrow(/socket hang up|ECONNRESET/);
  await expect(simulator.client.messages.list({ limit: 1 })).resolves.toBeDefined();
});

it('strikes the calls to one address, as often as it was ordered', async () => {
  const [ana, bia] = [somebody(), somebody()];
  await order({ kind: '503', times: 2, match: { to: ana } });
  const statuses: number[] = [];
  for (const to of [bia, ana, ana, ana]) statuses.push((await create(to)).status);
  expect(statuses).toEqual([201, 503, 503, 201]);
});

it('decides the same again from the same seed', async () => {
  const plan = { '500_before': 0.2, '503': 0.2, refuse: 0.2, seed: 42 };
  const statuses = async () => {
    await simulator.put('/simulator/faults', plan);
    const found: number[] = [];
    for (let i = 0; i < 30; i += 1) found.push((await create(somebody())).status);
    return found;
  };
  const first = await statuses();
  expect(new Set(first)).toEqual(new Set([201, 400, 500, 503]));
  expect(await statuses()).toEqual(first);
});

it('refuses connections for a while, and is there again with all that it had', async () => {
  const to = somebody();
  await create(to);
  await simulator.post('/simulator/outage', { ms: 1000 });
  await expect
    .poll(() => create(somebody()).catch((error: Error) => error.cause))
    .toMatchObject({ code: 'ECONNREFUSED' });
  await expect.poll(() => madeFor(to).catch(() => 'unreachable')).toBe(1);
});

it('counts what went wrong', async () => {
  await using fresh = await startSimulator({ SIMULATOR_FAULTS: '{"503":1}' });
  await expect(fresh.client.messages.create({ to: somebody(), from, body: 'oi' })).rejects.toMatchObject({
    status: 503,
  });
  expect(await fresh.get('/simulator/stats')).toMatchObject({ created: 0, by_fault: { '503': 1 } });
});
