import { Campaign, Estimate, ImportedExclusions, ImportedRecipients, ImportList } from '@recado/contract';
import { randomUUID } from 'node:crypto';
import { workbookOf } from '@recado/testing/workbook';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const newDraft = async (): Promise<string> => {
  const body = { name: 'Natal', template: 'promotion', consent: { source: 'loja', evidence: 'aceite' } };
  return Campaign.parse((await api.call('POST', '/v1/campaigns', { body })).body).id;
};

type File = { type?: string; query?: string };

const post = (id: string, list: string, body: string | Buffer, { type = 'text/csv', query = '' }: File = {}) =>
  api.call('POST', `/v1/campaigns/${id}/${list}${query}`, { body, headers: { 'content-type': type } });

const exclude = (id: string, body: string | Buffer, file?: File) => post(id, 'exclusions', body, file);

const excluded = (answer: Answer): ImportedExclusions => {
  expect(answer).toMatchObject({ status: 200 });
  return ImportedExclusions.strict().parse(answer.body);
};

const keptBack = async (id: string) =>
  Estimate.parse((await api.call('GET', `/v1/campaigns/${id}/estimate`)).body).kept_back;

const isExcluded = async (id: string, to: string) => {
  const answer = await api.call('GET', `/v1/campaigns/${id}/preview?to=${encodeURIComponent(to)}`);
  return (answer.body as { kept_back?: string }).kept_back === 'excluded';
};

describe('POST /v1/campaigns/:id/exclusions', () => {
  it.each<[string, string | Buffer, File?]>([
    ['CSV', 'nome;telefone;cpf\nAna;(11) 98765-4321;1\nBia;+55 11 8765-4322;\n'],
    ['CSV in an old code page', Buffer.from('número,nome\n11987654321,José\n011 98765-4322,Antônio', 'latin1')],
    ['NDJSON', '{"to":"11987654321"}\n{"phone":11987654322}', { type: 'application/x-ndjson' }],
    ['JSON', '[{"to":"whatsapp:+5511987654321"},{"celular":"5511987654322"}]', { type: 'application/json' }],
    ['a workbook', workbookOf([['Celular'], ['11987654321'], ['11987654322']])],
    ['columns that the query names', 'a,b\n11987654321,x\n11987654322,y\n', { query: '?columns={"a":"phone"}' }],
  ])('takes %s', async (_kind, body, file) => {
    const id = await newDraft();
    await post(id, 'recipients', 'to,discount\n11987654321,5%\n11987654322,5%\n11987654323,5%\n');
    expect(excluded(await exclude(id, body, file))).toMatchObject({ accepted: 2, duplicates: 0, rejected: 0 });
    expect(await keptBack(id)).toEqual({ excluded: 2 });
    expect((await api.call('GET', `/v1/campaigns/${id}`)).body).toMatchObject({ recipients: 3, exclusions: 2 });
  });

  it('is listed among the files of its campaign, with the people and errors of each', async () => {
    const id = await newDraft();
    const file = 'to,discount,city\n11987654321,5%,Recife\n11987654321,5%,\n119,5%,\n';
    const added = ImportedRecipients.parse((await post(id, 'recipients', file)).body);
    const removed = excluded(await exclude(id, 'phone\n11987654322\n'));
    const { data } = ImportList.strict().parse((await api.call('GET', `/v1/campaigns/${id}/imports`)).body);
    expect(data).toMatchObject([
      { import_id: removed.import_id, list: 'exclusions', accepted: 1, duplicates: 0, rejected: 0 },
      {
        import_id: added.import_id,
        list: 'recipients',
        accepted: 1,
        duplicates: 1,
        rejected: 1,
        ignored_columns: ['city'],
      },
    ]);
    expect(data.map(({ rejected_csv }) => rejected_csv)).toEqual([removed.rejected_csv, added.rejected_csv]);
    expect((await api.call('GET', `/v1/campaigns/${randomUUID()}/imports`)).status).toBe(404);
  });

  it.each([
    ['+5511987654321', ['1187654321', '+55 11 98765-4321', '(011) 8765-4321', 'https://wa.me/5511987654321']],
    ['+525541637145', ['+52 1 55 4163 7145', '+52 55 4163 7145', '+52 044 55 4163 7145']],
    ['+5491123456789', ['+54 9 11 2345 6789', '+54 11 2345 6789', '+54 11 15 2345 6789']],
  ])('finds %s in each spelling', async (to, spellings) => {
    const id = await newDraft();
    await post(id, 'recipients', `to,discount\n${to},5%\n+351912345678,5%\n`);
    for (const spelling of spellings) {
      excluded(await exclude(id, `telefone\n"${spelling}"\n`));
      expect([spelling, await isExcluded(id, to)]).toEqual([spelling, true]);
      expect(await isExcluded(id, '+351912345678')).toBe(false);
      expect((await api.call('DELETE', `/v1/campaigns/${id}/exclusions`)).status).toBe(204);
      expect(await isExcluded(id, to)).toBe(false);
    }
  });

  it('takes the country of numbers from the query, and refuses one that does not exist', async () => {
    const id = await newDraft();
    await post(id, 'recipients', 'to,discount\n+351912345678,5%\n');
    excluded(await exclude(id, 'phone\n912345678\n', { query: '?country=PT' }));
    expect(await isExcluded(id, '+351912345678')).toBe(true);
    expect(await exclude(id, 'phone\n912345678\n', { query: '?country=ZZ' })).toMatchObject({ status: 422 });
  });

  it('returns the rejected rows, and all of them as CSV', async () => {
    const id = await newDraft();
    const answer = excluded(await exclude(id, 'phone,name\n11987654321,Ana\n5.51E+12,Eva\n,Bia\n1187654321,Ana\n'));
    expect(answer).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: 2,
      ninth_digits_added: 1,
      by_reason: { shortened_by_spreadsheet: 1, required: 1 },
      errors: [
        { line: 3, field: 'phone', reason: 'shortened_by_spreadsheet' },
        { line: 4, field: 'phone', reason: 'required' },
      ],
    });
    const { text } = await api.call('GET', answer.rejected_csv);
    expect(text.trimEnd().split('\r\n')).toHaveLength(3);
    const elsewhere = answer.rejected_csv.replace(id, await newDraft());
    expect(await api.call('GET', elsewhere)).toMatchObject({ status: 404 });
  });

  it.each([
    ['nothing', '', 'text/csv', 422],
    ['no column for the number', 'name\nAna\n', 'text/csv', 422],
    ['two of them', 'phone,telefone\n1,2\n', 'text/csv', 422],
    ['an array that is cut', '[{"to":"11987654321"}', 'application/json', 400],
    ['a form', 'phone=1', 'application/x-www-form-urlencoded', 415],
  ])('refuses %s, and excludes nobody', async (_what, body, type, status) => {
    const id = await newDraft();
    expect(await exclude(id, body, { type })).toMatchObject({ status });
    expect((await api.call('GET', `/v1/campaigns/${id}`)).body).not.toHaveProperty('exclusions');
  });

  it('refuses a campaign that is not there, and one that was launched', async () => {
    const file = 'phone\n11987654321\n';
    expect(await exclude(crypto.randomUUID(), file)).toMatchObject({ status: 404 });
    const id = await newDraft();
    await post(id, 'recipients', 'to,discount\n11987654321,5%\n');
    expect(await api.call('POST', `/v1/campaigns/${id}/launch`)).toMatchObject({ status: 200 });
    expect(await exclude(id, file)).toMatchObject({ status: 409 });
    expect(await api.call('DELETE', `/v1/campaigns/${id}/exclusions`)).toMatchObject({ status: 409 });
  });

  it('refuses the launch by an estimate from before, and stays in the audit log', async () => {
    const id = await newDraft();
    await post(id, 'recipients', 'to,discount\n11987654321,5%\n11987654322,5%\n');
    const { version } = Estimate.parse((await api.call('GET', `/v1/campaigns/${id}/estimate`)).body);
    excluded(await exclude(id, 'phone\n11987654321\n'));
    const launch = { body: { estimate_version: version } };
    expect(await api.call('POST', `/v1/campaigns/${id}/launch`, launch)).toMatchObject({ status: 409 });
    expect(await api.call('DELETE', `/v1/campaigns/${id}/exclusions`)).toMatchObject({ status: 204 });
    const audit = await api.call('GET', `/v1/audit?object=campaigns/${id}`);
    expect((audit.body as { data: { action: string }[] }).data.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['campaign.exclusions_imported', 'campaign.exclusions_removed']),
    );
  });
});
