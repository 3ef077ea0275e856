import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { contentOf, makeSealer, recipientOf } from '../src/encryption/sealer.ts';
import { draft, draftId, importCsv, putDraft } from './support/audience.ts';
import { noon } from './support/samples.ts';
import { keys, openTestStore, storedIndexOf, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  await test.sql(
    `truncate campaigns, recipients, audience_zones, imports, import_rejections, suppressions, contacts cascade`,
  );
  await putDraft(test);
});

const { open } = makeSealer(keys.encryptionKeys);

const recipients = (columns = '*') => test.sql(`select ${columns} from recipients order by line`);
const campaign = async () =>
  (await test.sql(`select recipients::int, audience_version from campaigns where id = $1`, [draftId]))[0];

it('seals a row for the message that it becomes, with its own variables alone', async () => {
  await importCsv(test.store, ['telefone;nome;loja\n(11) 98765-4321;Maria;Centro\n']);
  const [row] = await recipients();
  const id = String(row?.['id']);
  expect(open(row?.['to_sealed'] as Buffer, recipientOf(id))).toBe('+5511987654321');
  expect(JSON.parse(open(row?.['content_sealed'] as Buffer, contentOf(id)))).toEqual({ variables: { nome: 'Maria' } });
  expect(row).toMatchObject({ line: '2', country: 'BR', kept_back: null, segments: null, fallback_id: null });
  expect(row?.['to_index']).toEqual(storedIndexOf('+5511987654321'));
  expect(row?.['slot']).toBe(storedIndexOf('+5511987654321').readUInt8() % 64);
});

it('counts a person once, however their number is spelled', async () => {
  const imported = await importCsv(test.store, [
    'phone,nome\n+5511987654321,Maria\n11 98765-4321,Maria\n(11) 8765-4321,Maria\n5511987654322,Ana\n',
  ]);
  expect(imported).toMatchObject({ accepted: 2, duplicates: 2, rejected: 0 });
  expect(await recipients('line')).toEqual([{ line: '2' }, { line: '5' }]);
  expect(await campaign()).toEqual({ recipients: 2, audience_version: 1 });
});

it('doubles no one when a file is repeated, and adds new people', async () => {
  await importCsv(test.store, ['phone,nome\n11987654321,Maria\n']);
  const again = await importCsv(test.store, ['phone,nome\n11987654321,Mara\n11987654322,Ana\n']);
  expect(again).toMatchObject({ accepted: 1, duplicates: 1 });
  expect(await campaign()).toEqual({ recipients: 2, audience_version: 2 });
  expect(await test.sql('select people::int from audience_zones')).toEqual([{ people: 2 }]);
});

it('leaves nothing of a file that breaks off', async () => {
  const broken = async function* () {
    yield 'phone,nome\n';
    for (let n = 0; n < 6000; n += 1) yield `+5511${900_000_000 + n},Maria\n`;
    throw new Error('the cable');
  };
  await expect(importCsv(test.store, broken())).rejects.toThrow('the cable');
  expect(await recipients()).toEqual([]);
  expect(await campaign()).toEqual({ recipients: 0, audience_version: 0 });
  expect(await test.sql('select from imports')).toEqual([]);
});

it('takes one file at a time', async () => {
  const { promise: waiting, resolve: go } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const slow = async function* () {
    yield 'phone,nome\n11987654321,Maria\n';
    begin();
    await waiting;
  };
  const first = importCsv(test.store, slow());
  await begun;
  await expect(importCsv(test.another(), ['phone,nome\n11987654322,Ana\n'])).rejects.toMatchObject({
    type: 'conflict',
  });
  expect(await test.store.emptyAudience(draftId, noon)).toBe('busy');
  go();
  expect(await first).toMatchObject({ accepted: 1 });
});

it.each([
  ['launched', `update campaigns set status = 'running'`],
  ['changed', `update campaigns set version = version + 1`],
])('imports nothing when the campaign is %s during the import', async (_what, change) => {
  const slow = async function* () {
    yield 'phone,nome\n11987654321,Maria\n';
    await test.sql(change);
  };
  await expect(importCsv(test.store, slow())).rejects.toMatchObject({ type: 'conflict' });
  expect(await recipients()).toEqual([]);
});

it.each([
  ['marketing', 'all', 1],
  ['marketing', 'marketing', 1],
  ['utility', 'all', 1],
  ['utility', 'marketing', 0],
  ['authentication', 'all', 0],
] as const)('marks who opted out, for %s by an opt-out of %s: %i', async (category, purpose, optedOut) => {
  await test.sql(
    `insert into suppressions values ($1, 'whatsapp', $2, 'inbound', now()), ($3, 'sms', 'all', 'inbound', now())`,
    [storedIndexOf('+5511987654321'), purpose, storedIndexOf('+5511987654322')],
  );
  const imported = await importCsv(test.store, ['phone,nome\n1187654321,Maria\n11987654322,Ana\n'], { category });
  expect(imported).toMatchObject({ accepted: 2, optedOut });
  expect(await recipients('kept_back')).toEqual([{ kept_back: optedOut ? 'opted_out' : null }, { kept_back: null }]);
});

it('knows a person by the zone of the file, else by their own, else by that of the number', async () => {
  await test.sql(
    `insert into contacts values ($1, 'Asia/Tokyo', null, now()), ($2, 'Asia/Tokyo', null, now()), ($3, null, 'pt', now())`,
    [storedIndexOf('+5511987654321'), storedIndexOf('+5511987654322'), storedIndexOf('+5511987654323')],
  );
  await importCsv(test.store, [
    'phone,nome,fuso\n11987654321,Maria,\n11987654322,Ana,europe/lisbon\n11987654323,Eva,\n92987654324,Bia,\n',
  ]);
  const rows = await test.sql('select zones from recipients join zone_sets on zone_sets.id = zone_set order by line');
  expect(rows.map(({ zones }) => zones)).toEqual([
    ['Asia/Tokyo'],
    ['Europe/Lisbon'],
    ['America/Sao_Paulo'],
    expect.arrayContaining(['America/Manaus']),
  ]);
  expect(await test.sql('select sum(people)::int as people, count(*)::int as sets from audience_zones')).toEqual([
    { people: 4, sets: 4 },
  ]);
});

it('keeps every rejected row, in the order of the file', async () => {
  const rows = Array.from(
    { length: 5100 },
    (_, n) => `${n % 2 ? 'nobody' : 11_900_000_000 + n},${n % 3 ? 'Maria' : ''}\n`,
  );
  const imported = await importCsv(test.store, ['phone,nome\n', ...rows]);
  expect(imported).toMatchObject({ accepted: 1700, rejected: 3400 });
  expect(imported.errors).toHaveLength(1000);
  expect(imported.errors.slice(0, 3)).toEqual([
    { line: 2, field: 'nome', reason: 'required' },
    { line: 3, field: 'phone', reason: 'invalid_number' },
    { line: 5, field: 'phone', reason: 'invalid_number' },
  ]);
  const pages = [];
  for (let after = 0; ;) {
    const page = await test.store.findRejections(imported.id, after);
    if (!page.length) break;
    pages.push(...page);
    after = page.at(-1)?.line ?? 0;
  }
  expect(pages).toHaveLength(3400 + 850);
  expect(pages.slice(0, 1000)).toEqual(imported.errors);
  expect(await test.store.hasImport(draftId, imported.id)).toBe(true);
  expect(await test.store.hasImport(imported.id, imported.id)).toBe(false);
});

it('encrypts the fallback SMS for its own message, and counts its segments', async () => {
  const fallback = { channel: 'sms', template: 'promotion' } as const;
  await importCsv(test.store, ['phone,nome\n11987654321,Maria\n1132654321,Ana\n'], { fallback });
  const [mobile, landline] = await recipients();
  const id = String(mobile?.['fallback_id']);
  expect(open(mobile?.['fallback_to_sealed'] as Buffer, recipientOf(id))).toBe('+5511987654321');
  expect(open(mobile?.['fallback_content_sealed'] as Buffer, contentOf(id))).toContain('Maria');
  expect(mobile).toMatchObject({ fallback_segments: 1, segments: null });
  expect(landline).toMatchObject({ fallback_id: null, fallback_to_sealed: null });
});

it('empties a draft, so that another file can be its audience', async () => {
  await importCsv(test.store, ['phone,nome\n11987654321,Maria\n']);
  await test.store.emptyAudience(draftId, noon);
  expect(await recipients()).toEqual([]);
  expect(await campaign()).toEqual({ recipients: 0, audience_version: 2 });
  expect(await test.sql('select from audience_zones')).toEqual([]);
  expect(await importCsv(test.store, ['phone,nome\n11987654321,Maria\n'])).toMatchObject({ accepted: 1 });
});

it('empties no campaign that runs', async () => {
  await importCsv(test.store, ['phone,nome\n11987654321,Maria\n']);
  await test.sql(`update campaigns set status = 'running'`);
  expect(await test.store.emptyAudience(draftId, noon)).toBe('no-draft');
  expect(await recipients('line')).toHaveLength(1);
});

it('measures the texts of an SMS campaign, defaults of the campaign included', async () => {
  const long = 'ã'.repeat(100);
  await importCsv(test.store, [`phone,nome\n11987654321,Maria\n11987654322,${long}\n`], { ...draft, channel: 'sms' });
  expect(await recipients('segments')).toEqual([{ segments: 1 }, { segments: 2 }]);
});
