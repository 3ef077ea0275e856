import { ConsentProof, ImportedConsents } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const query =
  '?granted=true&channel=whatsapp&source=loja&evidence=Quero%20receber%20ofertas&occurred_at=2026-01-15T10:30:00-03:00';

const send = (body: string, { search = query, type = 'text/csv' } = {}): Promise<Answer> =>
  api.call('POST', `/v1/consents${search}`, { body, headers: { 'content-type': type } });

const imported = (answer: Answer): ImportedConsents => {
  expect(answer).toMatchObject({ status: 200 });
  return ImportedConsents.strict().parse(answer.body);
};

const proofOf = async (to: string) =>
  ConsentProof.parse((await api.call('GET', `/v1/contacts/${encodeURIComponent(to)}/consents`)).body);

const mayReach = async (to: string) =>
  (await api.call('POST', '/v1/messages', { body: { ...confirmation, to, category: 'marketing' } })).status === 202;

let met = 0;
const newPeople = (count: number) => Array.from({ length: count }, () => `+55119${String(70_000_000 + (met += 1))}`);

describe('a file of consents', () => {
  it.each([
    [
      'CSV',
      'text/csv',
      ([one, two]: string[]) =>
        `Telefone;Canal;Aceite;Data;Origem;Evidência\n${one};whatsapp;sim;2026-01-15T10:30:00-03:00;loja;Quero\n` +
        `${two};WhatsApp;não;2026-01-15T10:30:00-03:00;loja;"Não, obrigado"\n`,
    ],
    [
      'NDJSON',
      'application/x-ndjson',
      ([one, two]: string[]) => {
        const said = { channel: 'whatsapp', occurred_at: '2026-01-15T10:30:00-03:00', source: 'loja' };
        return [
          { to: one, ...said, purpose: 'marketing', granted: true, evidence: 'Quero' },
          { to: two, ...said, granted: false, words: 'Não, obrigado' },
        ]
          .map((row) => JSON.stringify(row))
          .join('\n');
      },
    ],
  ])('is taken as %s, and each of its people is reached or not by it', async (_what, type, fileOf) => {
    const people = newPeople(2);
    const [one = '', two = ''] = people;
    expect(imported(await send(fileOf(people), { search: '', type }))).toEqual({
      accepted: 2,
      duplicates: 0,
      asked: 0,
      not_asked: 0,
      rejected: 0,
      cleaned: 0,
      ninth_digits_added: 0,
      ignored_columns: [],
      errors: [],
    });
    expect([await mayReach(one), await mayReach(two)]).toEqual([true, false]);
    expect(await proofOf(two)).toMatchObject({
      intact: true,
      consents: [
        {
          granted: false,
          source: 'loja',
          words: 'Não, obrigado',
          occurred_at: '2026-01-15T13:30:00.000Z',
          intact: true,
        },
      ],
    });
  });

  it('takes from the query what its rows leave blank', async () => {
    const [one = '', two = ''] = newPeople(2);
    expect(imported(await send(`phone,source\n${one},\n${two},feira\n`))).toMatchObject({ accepted: 2 });
    expect((await proofOf(one)).consents).toMatchObject([{ source: 'loja', words: 'Quero receber ofertas' }]);
    expect((await proofOf(two)).consents).toMatchObject([{ source: 'feira' }]);
  });

  it('knows a refusal by the names that a shop gives to its columns', async () => {
    const [one = '', two = ''] = newPeople(2);
    const file = `telefone;concedido;quando\n${one};não;2026-01-15T10:30:00Z\n${two};sim;2026-01-15T10:30:00Z\n`;
    expect(imported(await send(file))).toMatchObject({ accepted: 2, ignored_columns: [] });
    expect([await mayReach(one), await mayReach(two)]).toEqual([false, true]);
  });

  it('writes nothing twice: not what the file repeats, and nothing of a file that comes again', async () => {
    const [to = ''] = newPeople(1);
    const oldSpelling = to.replace('+55119', '+5511');
    const file = `phone,occurred_at\n${to},\n${oldSpelling},\n${to},2026-02-01T10:00:00Z\n`;
    expect(imported(await send(file))).toMatchObject({ accepted: 2, duplicates: 1 });
    expect(imported(await send(file))).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await proofOf(to)).toMatchObject({ intact: true, consents: [{}, {}] });
    const other = query.replace('loja', 'site');
    expect(imported(await send(file, { search: other }))).toMatchObject({ accepted: 2, duplicates: 1 });
  });

  it('reports the faults of each invalid row, and imports the others', async () => {
    const [to = ''] = newPeople(1);
    const rows = [
      'to,channel,purpose,granted,occurred_at,source,evidence,cidade',
      `${to},whatsapp,marketing,yes,2026-01-15T10:30:00Z,loja,Quero,Recife`,
      `${to},whatsapp,marketing,yes,2126-01-15T10:30:00Z,loja,Quero,`,
      `${to},whatsapp,marketing,yes,1926-01-15T10:30:00Z,loja,Quero,`,
      `${to},whatsapp,marketing,yes,15/01/2026,loja,Quero,`,
      `${to},whatsapp,marketing,yes,2026-01-15T10:30:00Z,,,`,
      `${to},email,news,perhaps,2026-01-15T10:30:00Z,${'a'.repeat(201)},Quero,`,
      `Maria,whatsapp,marketing,yes,2026-01-15T10:30:00Z,loja,Quero,`,
      `${to},whatsapp,marketing,,2026-01-16T10:30:00Z,loja,Quero,`,
    ];
    expect(imported(await send(rows.join('\n'), { search: '' }))).toMatchObject({
      accepted: 1,
      duplicates: 0,
      rejected: 7,
      ignored_columns: ['cidade'],
      errors: [
        { line: 3, field: 'occurred_at', reason: 'in_future' },
        { line: 4, field: 'occurred_at', reason: 'too_long_ago' },
        { line: 5, field: 'occurred_at', reason: 'timezone_needed' },
        { line: 6, field: 'source', reason: 'required' },
        { line: 6, field: 'evidence', reason: 'required' },
        { line: 7, field: 'channel', reason: 'invalid_value' },
        { line: 7, field: 'purpose', reason: 'invalid_value' },
        { line: 7, field: 'granted', reason: 'invalid_value' },
        { line: 7, field: 'source', reason: 'too_big' },
        { line: 8, field: 'to', reason: 'invalid_number' },
        { line: 9, field: 'granted', reason: 'no_answer' },
      ],
    });
  });

  it.each([
    ['without rows', 'phone\n', query, 422],
    ['without a number', 'nome\nMaria\n', query, 422],
    ['with a query that says nothing of consents', 'phone\n+5511987654321\n', '?granted=maybe', 422],
    ['in an unknown time zone', 'phone\n+5511987654321\n', `${query}&timezone=Brasilia`, 422],
    ['for another purpose', 'phone\n+5511987654321\n', '?purpose=news', 422],
  ])('is refused %s', async (_what, body, search, status) => {
    expect(await send(body, { search })).toMatchObject({ status });
  });

  it('leaves nothing behind when it breaks off in the middle of a quote', async () => {
    const [to = ''] = newPeople(1);
    expect(await send(`phone,source\n${to},loja\n${to},"loj`)).toMatchObject({ status: 422 });
    expect((await proofOf(to)).consents).toEqual([]);
  });

  it('is in the audit log, by numbers and without anybody', async () => {
    const [to = ''] = newPeople(1);
    await send(`phone\n${to}\nnobody\n`);
    const { body } = await api.call('GET', '/v1/audit?action=consents.imported&limit=1');
    expect(body).toMatchObject({ data: [{ detail: { accepted: 1, duplicates: 0, rejected: 1 } }] });
    expect(JSON.stringify(body)).not.toContain(to.slice(5));
  });
});

describe('one consent', () => {
  it('has its words as `evidence`, too, and names its purpose', async () => {
    const [to = ''] = newPeople(1);
    const said = {
      to,
      channel: 'sms',
      granted: true,
      occurred_at: '2026-01-15T10:30:00Z',
      source: 'loja',
      evidence: 'Sim',
    };
    const answer = await api.call('POST', '/v1/consents', { body: { ...said, purpose: 'marketing' } });
    expect(answer).toMatchObject({ status: 201, body: { words: 'Sim' } });
    const other = await api.call('POST', '/v1/consents', { body: { ...said, words: 'Não' } });
    expect(other).toMatchObject({ status: 422, body: { errors: [{ field: 'evidence', reason: 'conflicts' }] } });
  });
});
