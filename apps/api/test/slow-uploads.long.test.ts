import { Campaign, type Scope } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { startApiOn } from './support/running-api.ts';
import { openUpload } from './support/uploading.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const scopes: Scope[] = ['campaigns:write', 'campaigns:launch', 'messages:read', 'messages:write'];
const promotion = { name: 'Natal', template: 'promotion', consent: { source: 'loja', evidence: 'aceite no cadastro' } };
const consents =
  '/v1/consents?granted=true&channel=whatsapp&source=loja&evidence=Quero&occurred_at=2026-01-15T10:30:00-03:00';
const head = 'to,discount\n';

const newDraft = async (): Promise<string> =>
  Campaign.parse((await api.call('POST', '/v1/campaigns', { body: promotion })).body).id;

/** Sends a byte now and then, until the answer comes. */
const drip = (path: string, key: string) => {
  const upload = openUpload(path, { url: api.url, key });
  upload.write(head);
  const dripping = setInterval(() => upload.write('1'), 500);
  upload.socket.on('close', () => clearInterval(dripping));
  return { ...upload, answer: () => /^HTTP\/1\.1 (\d+)/.exec(upload.received())?.[1] };
};

/** Connections to PostgreSQL that a transaction holds while it waits for its client. */
const held = async (): Promise<number> => {
  await using client = await openDatabase(api.databaseUrl);
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
  );
  return rowCount ?? 0;
};

const inTime = async (work: Promise<{ status: number }>) => {
  const began = performance.now();
  const { status } = await work;
  return { status, isPrompt: performance.now() - began < 5_000 };
};

const prompt = (status: number) => ({ status, isPrompt: true });

it('uploads that drip hold up nobody else, and are refused', async () => {
  const [slow, other] = [(await api.makeKey(scopes)).key, (await api.makeKey(scopes)).key];
  const ids = await Promise.all([newDraft(), newDraft(), newDraft(), newDraft()]);
  const drips = [...ids.map((id) => `/v1/campaigns/${id}/recipients`), consents].map((path) => drip(path, slow));
  await expect.poll(() => drips.map(({ answer }) => answer())).toContain('429');
  const tooMany = drips.find(({ answer }) => answer() === '429')?.received();
  expect(tooMany).toMatch(/Retry-After: \d/i);
  expect(tooMany).toContain('This key is sending 4 files already');

  const own = await newDraft();
  const one = { body: `${head}11987654321,10%\n`, headers: { 'content-type': 'text/csv' } };
  const send = (path: string, key: string) => api.call('POST', path, { ...one, key });
  expect(await inTime(send(`/v1/campaigns/${own}/recipients`, other))).toEqual(prompt(200));
  expect(await inTime(send(consents, other))).toEqual(prompt(200));
  for (const key of [slow, other])
    expect(await inTime(api.call('GET', `/v1/campaigns/${own}/estimate`, { key }))).toEqual(prompt(200));
  // The audience that a slow file is meant for is nobody's until the file is here.
  expect(await inTime(send(`/v1/campaigns/${ids[0]}/recipients`, other))).toEqual(prompt(200));
  expect(await inTime(api.call('POST', `/v1/campaigns/${own}/launch`, { key: slow, body: {} }))).toEqual(prompt(200));
  expect(await held()).toBe(0);

  const refusals = ['408', '408', '408', '408', '429'];
  await expect
    .poll(() => drips.map(({ answer }) => answer()).toSorted((a = '', b = '') => a.localeCompare(b)))
    .toEqual(refusals);
  expect(drips.filter(({ received }) => received().includes('Less than 30 KiB of the file arrived'))).toHaveLength(4);
  for (const { socket } of drips) socket.destroy();
  expect(await inTime(send(`/v1/campaigns/${ids[1]}/recipients`, slow))).toEqual(prompt(200));
  const counts = ids.map(async (id) => Campaign.parse((await api.call('GET', `/v1/campaigns/${id}`)).body).recipients);
  expect(await Promise.all(counts)).toEqual([1, 1, 0, 0]);
});

it('files that wait for their turn are all imported', async () => {
  const ids = await Promise.all([newDraft(), newDraft(), newDraft(), newDraft()]);
  const rows = Array.from({ length: 5_000 }, (_, n) => `+5511${900_000_000 + n},10%\n`).join('');
  const send = (id: string) =>
    api.call('POST', `/v1/campaigns/${id}/recipients`, {
      body: head + rows,
      headers: { 'content-type': 'text/csv' },
    });
  for (const answer of await Promise.all(ids.map(send)))
    expect(answer).toMatchObject({ status: 200, body: { accepted: 5_000 } });
});

it('a folder for temporary files that takes no writes is reported in plain words', async () => {
  await using other = await startApiOn(api.databaseUrl, { TMPDIR: '/nowhere' });
  const answer = await other.call('POST', `/v1/campaigns/${await newDraft()}/recipients`, {
    body: `${head}11987654321,10%\n`,
    headers: { 'content-type': 'text/csv' },
  });
  expect(answer).toMatchObject({ status: 503, body: { detail: 'the disk for uploaded files takes no writes' } });
  await expect.poll(() => other.process.output.text()).toContain('no such file or directory');
});
