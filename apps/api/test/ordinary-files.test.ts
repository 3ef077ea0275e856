import { Campaign, ImportedRecipients, Preview } from '@recado/contract';
import { workbookOf } from '@recado/testing/workbook';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  const template = { channel: 'whatsapp', category: 'marketing', content_sid: `HX${'1'.repeat(32)}` };
  await api.call('PUT', '/v1/templates/oi', { body: { ...template, variables: ['nome'] } });
  await api.call('PUT', '/v1/templates/pedido', { body: { ...template, variables: ['nome', 'pedido'] } });
});
afterAll(() => api[Symbol.asyncDispose]());

type Sent = { template?: string; type?: string; variables?: object };

const importFile = async (file: string | Buffer, { template = 'oi', type = 'text/csv', variables }: Sent = {}) => {
  const body = { name: 'Natal', template, ...(variables && { variables }) };
  const { id } = Campaign.parse((await api.call('POST', '/v1/campaigns', { body })).body);
  const path = `/v1/campaigns/${id}`;
  const answer = await api.call('POST', `${path}/recipients`, { body: file, headers: { 'content-type': type } });
  return { path, answer };
};

/** `+5511987654321 Ana`: the number and the values of a line, as the person would get them. */
const shownIn = async (path: string, line: number): Promise<string> => {
  const { to, variables } = Preview.parse((await api.call('GET', `${path}/preview?line=${line}`)).body);
  return [to, ...Object.values(variables ?? {})].join(' ');
};

const csv = (...rows: string[]) => ['telefone;nome', ...rows, ''].join('\r\n');
const names = ['João Conceição', 'José', 'Antônio'];
const bytes = (encode: (text: string) => Buffer, end = '\r\n') =>
  Buffer.concat(
    ['telefone;nome', ...names.map((name, at) => `1198765432${at + 1};${name}`), ''].flatMap((line, at) =>
      at ? [Buffer.from(end), encode(line)] : [encode(line)],
    ),
  );
/** A code page by the letters of the names that it does not share with ASCII. */
const inCodePage = (codes: Record<string, number>) => (text: string) =>
  Buffer.from(Array.from(text, (letter) => codes[letter] ?? letter.charCodeAt(0)));
const theNames = names.map((name, at) => `+551198765432${at + 1} ${name}`);

describe('an ordinary file of people is taken', () => {
  it.each<[string, string | Buffer, string[], Sent?]>([
    [
      'with Mexican numbers in each spelling',
      csv('+52 1 55 4163 7145;A', '+5215541637146;B', '5215541637147;C', '+52 044 55 4163 7148;D'),
      ['+525541637145 A', '+525541637146 B', '+525541637147 C', '+525541637148 D'],
    ],
    [
      'with Argentine numbers in each spelling',
      csv('+54 9 11 2345 6789;A', '+54 11 2345 6780;B', '+54 11 15 2345 6781;C', '+54 011 15 2345 6782;D'),
      ['+5491123456789 A', '+5491123456780 B', '+5491123456781 C', '+5491123456782 D'],
    ],
    [
      'with numbers as they are dialed',
      csv('(0xx11) 98765-4321;A', '0XX11 98765-4322;B'),
      ['+5511987654321 A', '+5511987654322 B'],
    ],
    [
      'with characters in its numbers that nobody sees',
      csv(
        '11\u00A0 98765\u00A0 4321;A',
        '\u202A+5511987654322\u202C;B',
        '11 98765\u00AD4323;C',
        '📱 11 98765\u22124324;D',
      ),
      ['+5511987654321 A', '+5511987654322 B', '+5511987654323 C', '+5511987654324 D'],
    ],
    [
      'with numbers that a spreadsheet took for amounts',
      csv('11987654321.0;A', '5511987654322,00;B', '1197654323.0;C', '1132654321.0;D'),
      ['+5511987654321 A', '+5511987654322 B', '+5511997654323 C', '+551132654321 D'],
    ],
    [
      'with values that a spreadsheet protects',
      'telefone;nome;pedido\n11987654321;="Ana";="0042"\n11987654322;\'Bia;\'0043\n',
      ['+5511987654321 Ana 0042', '+5511987654322 Bia 0043'],
      { template: 'pedido' },
    ],
    ['in code page 850', bytes(inCodePage({ ã: 0xc6, ç: 0x87, é: 0x82, ô: 0x93 })), theNames],
    ['of an old Mac', bytes(inCodePage({ ã: 0x8b, ç: 0x8d, é: 0x8e, ô: 0x99 }), '\r'), theNames],
    [
      'in UTF-16',
      Buffer.from(`\uFEFF${csv(...names.map((name, at) => `1198765432${at + 1};${name}`))}`, 'utf16le'),
      theNames,
    ],
    ['with a letter of C1', Buffer.from(csv('11987654321;Fran\u008Da'), 'latin1'), ['+5511987654321 Fran\u00E7a']],
    [
      'that was encoded twice',
      Buffer.from(Buffer.from(csv('11987654321;João')).toString('latin1')),
      ['+5511987654321 João'],
    ],
    ['with remains of a web page', csv('11987654321;"Jo&atilde;o &amp; Cia"'), ['+5511987654321 João & Cia']],
    ['that names its delimiter', `sep=;\r\n${csv('11987654321;João')}`, ['+5511987654321 João']],
    [
      'that names its delimiter behind a byte order mark',
      `\uFEFFsep=;\r\n${csv('11987654321;João')}`,
      ['+5511987654321 João'],
    ],
    [
      'with a comma in a name of a column',
      'telefone;nome (nome, sobrenome)\n11987654321;Ana\n',
      ['+5511987654321 Ana'],
    ],
    [
      'with 33 columns',
      `${Array.from({ length: 32 }, (_, n) => `c${n};`).join('')}${csv(`${';'.repeat(32)}11987654321;Ana`)}`,
      ['+5511987654321 Ana'],
    ],
    [
      'of Google Contacts',
      'Name,First Name,Phone 1 - Label,Phone 1 - Value,nome\nAna,Ana,Mobile,+55 11 98765-4321,Ana\n',
      ['+5511987654321 Ana'],
    ],
    ['with a name of several words', 'Número do WhatsApp;nome\n11987654321;Ana\n', ['+5511987654321 Ana']],
    [
      'that is a workbook',
      workbookOf([['telefone', 'nome'], ...names.map((name, at) => [`(11) 98765-432${at + 1}`, name])]),
      theNames,
      { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    ],
    ['with a Spanish name', 'teléfono;nome\n11987654321;Ana\n', ['+5511987654321 Ana']],
  ])('%s', async (_what, file, people, sent) => {
    const { path, answer } = await importFile(file, sent);
    expect(answer).toMatchObject({ status: 200, body: { accepted: people.length, rejected: 0 } });
    const first = ImportedRecipients.parse(answer.body).samples[0] ?? 0;
    const shown = [];
    for (const at of people.keys()) shown.push(await shownIn(path, first + at));
    expect(shown).toEqual(people);
  });
});

const errorsOf = (answer: Answer) =>
  ImportedRecipients.parse(answer.body).errors.map(({ line, field, reason }) => `${line} ${field}: ${reason}`);

describe('a row is rejected, with its line, where it', () => {
  it.each<[string, string, string[], Sent?]>([
    [
      'has a number with a digit left over',
      csv(
        '1197654321 2;A',
        '11 9765-4322 (1);B',
        '1197654323-1;C',
        '1197654324/2;D',
        '1197654325.5;E',
        '(11) 9765-4329 - 3;F',
      ),
      [2, 3, 4, 5, 6, 7].map((line) => `${line} telefone: stray_digits`),
    ],
    [
      'has a number with a digit lost',
      csv('11 97654-321;A', '(11) 97654-322;B', '+55 (11) 97654-323;C'),
      [2, 3, 4].map((line) => `${line} telefone: missing_digit`),
    ],
    [
      'has a number that only seems to be there',
      csv('\u00A0;A', '\u200B;B'),
      ['2 telefone: required', '3 telefone: required'],
    ],
    [
      'has what a spreadsheet or another program left behind',
      csv(
        '11987654321;#N/D',
        '11987654322;NULL',
        '11987654323;[object Object]',
        '11987654324;{{nome}}',
        '11987654325;*|FNAME|*',
        '11987654326;<b>Ana</b>',
        '#N/D;Ana',
      ),
      [
        '2 nome: spreadsheet_error',
        '3 nome: no_value',
        '4 nome: no_value',
        '5 nome: placeholder',
        '6 nome: placeholder',
        '7 nome: html',
        '8 telefone: spreadsheet_error',
      ],
    ],
    [
      'has a number of JSON that lost digits',
      '{"to":"11987654321","nome":3791411052119578828}\n{"to":"11987654322","nome":1000000000000000000000}\n',
      ['1 nome: inexact_number', '2 nome: inexact_number'],
      { type: 'application/x-ndjson' },
    ],
    [
      'says no to marketing',
      'telefone;Consentimento;Descadastrado\n11987300011;não;não\n11987300012;sim;sim\n',
      ['2 Consentimento: says_no', '3 Descadastrado: says_no'],
      { variables: { nome: 'cliente' } },
    ],
  ])('%s', async (_what, file, errors, sent) => {
    const { answer } = await importFile(file, sent);
    expect(answer).toMatchObject({ status: 200, body: { accepted: 0 } });
    expect(errorsOf(answer)).toEqual(errors);
  });
});

it.each([
  [
    'without a column for a variable',
    `telefone;Nome completo\n${'11987660000;Ana\n'.repeat(30)}`,
    { field: 'nome', reason: 'missing_column', message: 'the file has no column for nome' },
  ],
  [
    'with a quote behind a quote',
    csv('11987654321;TV 50"', '11987654322;"TV 50" LG"'),
    { field: 'line 3', reason: 'malformed_quotes' },
  ],
])('a file %s is refused once', async (_what, file, error) => {
  const { answer } = await importFile(file);
  expect(answer).toMatchObject({ status: 422, body: { errors: [error] } });
});

describe('a template is refused', () => {
  const sms = { channel: 'sms', category: 'utility', variables: ['nome'] };
  const whatsapp = { channel: 'whatsapp', category: 'utility', content_sid: `HX${'d'.repeat(32)}` };
  it.each([
    ['whose braces are those of others', { ...sms, body: 'Oi {nome}' }, 'foreign_placeholder'],
    ['whose braces do not match', { ...sms, body: 'Oi {{nome}' }, 'foreign_placeholder'],
    ['whose variables are in round brackets', { ...sms, body: 'Oi ((nome))' }, 'foreign_placeholder'],
    ['whose name is taken by a number', { ...whatsapp, variables: ['nome', '1'] }, 'collides'],
    ['whose number is taken by a name', { ...whatsapp, variables: ['2', 'x'] }, 'collides'],
  ])('%s', async (_what, body, reason) => {
    const answer = await api.call('PUT', '/v1/templates/other', { body });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.text).toContain(`"${reason}"`);
  });
});
