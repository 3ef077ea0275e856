import { Campaign, ImportedRecipients } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdImports, isImporting } from './support/held-imports.ts';
import { startApi, startApiOn, type Answer, type RunningApi } from './support/running-api.ts';
import { openUpload } from './support/uploading.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await api.call('PUT', '/v1/templates/promotion', {
    body: {
      channel: 'whatsapp',
      category: 'utility',
      content_sid: `HX${'1'.repeat(32)}`,
      variables: ['nome', 'desconto'],
    },
  });
});
afterAll(() => api[Symbol.asyncDispose]());

const newDraft = async (request: object = {}): Promise<string> => {
  const body = { name: 'Natal', template: 'promotion', variables: { desconto: '10%' }, ...request };
  const answer = await api.call('POST', '/v1/campaigns', { body });
  expect(answer).toMatchObject({ status: 201 });
  return Campaign.parse(answer.body).id;
};

const send = (id: string, body: string | Buffer, type = 'text/csv'): Promise<Answer> =>
  api.call('POST', `/v1/campaigns/${id}/recipients`, { body, headers: { 'content-type': type } });

const imported = (answer: Answer): ImportedRecipients => {
  expect(answer).toMatchObject({ status: 200 });
  return ImportedRecipients.strict().parse(answer.body);
};

const recipientsOf = async (id: string) =>
  Campaign.parse((await api.call('GET', `/v1/campaigns/${id}`)).body).recipients;

describe('POST /v1/campaigns/:id/recipients', () => {
  it.each([
    ['text/csv', 'telefone;nome\n11987654321;Maria\n11987654322;"Ana\n"\n'],
    ['text/csv; charset=utf-8', '\uFEFFPhone,NOME\r\n+5511987654321,Maria\r\n+5511987654322,Ana\r\n'],
    ['text/csv', Buffer.from('celular,nome\n11987654321,José\n11987654322,Antônio', 'latin1')],
    ['application/x-ndjson', '{"to":"11987654321","variables":{"nome":"Maria"}}\n{"phone":11987654322,"nome":"Ana"}'],
    ['application/json', '[{"to":"11987654321","nome":"Maria"},\n {"to":"11987654322","nome":"Ana"}]'],
  ])('takes %s: %j', async (type, body) => {
    const id = await newDraft();
    expect(imported(await send(id, body, type))).toMatchObject({ accepted: 2, duplicates: 0, rejected: 0, errors: [] });
    expect(await recipientsOf(id)).toBe(2);
  });

  it('returns the result of each row, and all faults as CSV', async () => {
    const id = await newDraft();
    const csv = 'phone,nome,cidade\n11987654321,Maria,Recife\n1187654321,Maria,\n,Eva,\n11987654322,,\n"1\n2",x\ty,\n';
    const answer = imported(await send(id, csv));
    expect(answer).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: 3,
      opted_out: 0,
      ignored_columns: ['cidade'],
      errors: [
        { line: 4, field: 'phone', reason: 'required' },
        { line: 5, field: 'nome', reason: 'required' },
        { line: 6, field: 'phone', reason: 'impossible_number' },
        { line: 6, field: 'nome', reason: 'tab' },
      ],
    });
    const download = await api.call('GET', answer.rejected_csv);
    expect(download.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(download.text.replace('\uFEFF', '').trimEnd().split('\r\n')).toEqual([
      'line,field,reason,message',
      ...answer.errors.map(
        ({ line, field, reason, message }) =>
          `${line},${field},${reason},${/[,"]/.test(message) ? `"${message}"` : message}`,
      ),
    ]);
  });

  it('removes hidden characters from rows, and counts those rows', async () => {
    const id = await newDraft();
    const csv = 'phone,nome,cidade\n\u202A+55 11 98765-4321\u202C,Ma\u200Bria\n11987654322,Ana,\u0007\n';
    expect(imported(await send(id, csv))).toMatchObject({ accepted: 2, cleaned: 1, rejected: 0 });
    const json = JSON.stringify([{ to: '11987654323', nome: 'Eva\0\u202E', '\0x': 'y', '\ud83d': 'z' }]);
    const answer = imported(await send(id, json, 'application/json'));
    expect(answer).toMatchObject({ accepted: 1, cleaned: 1, ignored_columns: ['x', '\uFFFD'] });
    const shown = await api.call('GET', `/v1/campaigns/${id}/preview?to=11987654323`);
    expect(shown.body).toMatchObject({ variables: { nome: 'Eva' } });
  });

  it('gives no issues of another campaign', async () => {
    const { import_id } = imported(await send(await newDraft(), 'phone,nome\n1,x\n'));
    const elsewhere = await api.call('GET', `/v1/campaigns/${await newDraft()}/imports/${import_id}/rejected.csv`);
    expect(elsewhere).toMatchObject({ status: 404 });
  });

  it('lets the name of a column be no formula in the download', async () => {
    const id = await newDraft();
    const { rejected_csv } = imported(await send(id, '[{"=1+1.phone":"x","phone":{}}]', 'application/json'));
    expect((await api.call('GET', rejected_csv)).text).not.toMatch(/,=/);
  });

  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2000)]);
  it.each([
    ['nothing', '', 'text/csv', 422, 'empty'],
    ['a header alone', 'phone,nome\n', 'text/csv', 422, 'empty'],
    ['no column for the number', 'nome,cidade\nMaria,Recife\n', 'text/csv', 422, 'no_phone_column'],
    ['two of them', 'phone,telefone,nome\n1,2,3\n', 'text/csv', 422, 'several_phone_columns'],
    ['no header', '+5511987654321,Maria\n', 'text/csv', 422, 'no_header'],
    ['two columns for one variable', 'phone,nome,nome\n1,2,3\n', 'text/csv', 422, 'duplicate_column'],
    ['no column for a variable', 'phone,Nome completo\n11987654321,Maria\n', 'text/csv', 422, 'missing_column'],
    [
      'a quote that does not end',
      `phone,nome\n11987654321,"Maria\n${'x\n'.repeat(40_000)}`,
      'text/csv',
      422,
      'unclosed_quote',
    ],
    ['a line without an end', `phone,nome\n${'x'.repeat(70_000)}`, 'text/csv', 413, 'line_too_long'],
    ['a zip file', zip, 'text/csv', 415, undefined],
    [
      'letters of an unknown encoding',
      Buffer.from([...Buffer.from('phone,nome\n1,'), 0xff, 0xfe, 0xfd, 0x0a]),
      'text/csv',
      422,
      'encoding',
    ],
    ['a form', 'phone=1', 'application/x-www-form-urlencoded', 415, undefined],
    ['an object', '{"to":"11987654321"}', 'application/json', 400, undefined],
    ['an array cut short', '[{"to":"11987654321","nome":"x"}', 'application/json', 400, undefined],
    ['an empty array', '[]', 'application/json', 422, 'empty'],
  ])('refuses %s', async (_what, body, type, status, reason) => {
    const id = await newDraft();
    const answer = await send(id, body, type);
    expect(answer).toMatchObject({ status, body: reason ? { errors: [{ reason }] } : {} });
    expect(await recipientsOf(id)).toBe(0);
  });

  it('names the columns that it has seen, and no number', async () => {
    const id = await newDraft();
    expect((await send(id, 'nome;cidade\nMaria;Recife\n')).text).toContain('cidade');
    expect((await send(id, 'Maria;+5511987654321\n')).text).not.toContain('987654');
  });

  it('refuses a compressed body', async () => {
    const headers = { 'content-type': 'text/csv', 'content-encoding': 'gzip' };
    const answer = await api.call('POST', `/v1/campaigns/${await newDraft()}/recipients`, { body: 'x', headers });
    expect(answer).toMatchObject({ status: 415 });
  });

  it('refuses a campaign that is not there or no draft, and a key without the scope', async () => {
    const file = 'phone,nome\n11987654321,Maria\n';
    expect(await send('019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d92', file)).toMatchObject({ status: 404 });
    expect(await send('nothing', file)).toMatchObject({ status: 404 });
    const id = await newDraft();
    await send(id, file);
    expect(await api.call('POST', `/v1/campaigns/${id}/cancel`)).toMatchObject({ status: 200 });
    expect(await send(id, file)).toMatchObject({ status: 409 });
    expect(await api.call('DELETE', `/v1/campaigns/${id}/recipients`)).toMatchObject({ status: 409 });
  });
});

it('DELETE of a draft leaves nothing of it, and its audience can be taken in by another', async () => {
  const id = await newDraft();
  await send(id, 'to,nome\n+5511987654321,Maria\nnobody,Ana\n');
  expect(await api.call('DELETE', `/v1/campaigns/${id}`)).toMatchObject({ status: 204 });
  expect(await api.call('GET', `/v1/campaigns/${id}`)).toMatchObject({ status: 404 });
  expect(await api.call('DELETE', `/v1/campaigns/${id}`)).toMatchObject({ status: 404 });
  const other = await newDraft();
  expect((await send(other, 'to,nome\n+5511987654321,Maria\n')).body).toMatchObject({ accepted: 1, duplicates: 0 });
  const audit = await api.call('GET', '/v1/audit?action=campaign.deleted');
  expect(audit.body).toMatchObject({ data: [{ object: `campaigns/${id}` }] });
});

it('DELETE of a campaign that was launched is refused', async () => {
  const id = await newDraft();
  await send(id, 'to,nome\n+5511987654321,Maria\n');
  expect(await api.call('POST', `/v1/campaigns/${id}/launch`)).toMatchObject({ status: 200 });
  expect(await api.call('DELETE', `/v1/campaigns/${id}`)).toMatchObject({ status: 409 });
});

it('DELETE empties a draft, twice as once', async () => {
  const id = await newDraft();
  await send(id, 'phone,nome\n11987654321,Maria\n');
  expect(await api.call('DELETE', `/v1/campaigns/${id}/recipients`)).toMatchObject({ status: 204 });
  expect(await api.call('DELETE', `/v1/campaigns/${id}/recipients`)).toMatchObject({ status: 204 });
  expect(await recipientsOf(id)).toBe(0);
});

const uploadTo = (id: string, url = api.url) => openUpload(`/v1/campaigns/${id}/recipients`, { url });

const rowsOf = (people: number) => Array.from({ length: people }, (_, n) => `+5511${900_000_000 + n},Maria\n`).join('');
const file = `phone,nome\n${rowsOf(6000)}`;

it('answers who is refused while they send on, and then closes', async () => {
  const { socket, write, received } = uploadTo('nothing');
  const sending = setInterval(() => write('x'.repeat(16_384)), 5);
  await expect.poll(received).toMatch(/^HTTP\/1\.1 404/);
  await expect.poll(() => socket.destroyed).toBe(true);
  clearInterval(sending);
});

it('keeps nothing of an upload whose sender goes away', async () => {
  const id = await newDraft();
  const { socket, write } = uploadTo(id);
  write(file);
  await expect.poll(() => socket.writableLength).toBe(0);
  socket.destroy();
  expect(imported(await send(id, 'phone,nome\n11987654321,Maria\n'))).toMatchObject({ accepted: 1 });
  expect(await recipientsOf(id)).toBe(1);
});

it('changes the audience by one file at a time', async () => {
  const id = await newDraft();
  const answers = await Promise.all([send(id, file), send(id, file), send(id, file)]);
  expect(Math.min(...answers.map(({ status }) => status))).toBe(200);
  for (const { status, body } of answers.filter((answer) => answer.status !== 200))
    expect({ status, body }).toMatchObject({ status: 409, body: { type: 'urn:recado:problem:conflict' } });
  expect(await recipientsOf(id)).toBe(6000);
});

it('ends the import of a client that has gone after its whole file arrived', async () => {
  const id = await newDraft();
  await holdImports(api.databaseUrl, async () => {
    const { socket, write, end } = uploadTo(id);
    write(`phone,nome\n${rowsOf(150_000)}`);
    end();
    await expect.poll(() => isImporting(api, id)).toBe(true);
    socket.destroy();
  });
  await expect.poll(() => isImporting(api, id)).toBe(false);
  expect(await recipientsOf(id)).toBe(0);
});

it('keeps nothing of an upload when the API is killed, and takes it whole when it comes again', async () => {
  const id = await newDraft();
  await using second = await startApiOn(api.databaseUrl);
  await holdImports(api.databaseUrl, async () => {
    const { write, end } = uploadTo(id, second.url);
    write(`phone,nome\n${rowsOf(150_000)}`);
    end();
    await expect.poll(() => isImporting(api, id)).toBe(true);
    await second.process.kill('SIGKILL');
  });
  await expect.poll(async () => (await send(id, file)).status).toBe(200);
  expect(await recipientsOf(id)).toBe(6000);
  expect(imported(await send(id, file))).toMatchObject({ accepted: 0, duplicates: 6000 });
});
