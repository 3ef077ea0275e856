import { ConsentProof, ImportedConsents } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const send = (body: string, { search, type = 'text/csv' }: { search: string; type?: string }): Promise<Answer> =>
  api.call('POST', `/v1/consents${search}`, { body, headers: { 'content-type': type } });

const imported = (answer: Answer): ImportedConsents => {
  expect(answer).toMatchObject({ status: 200 });
  return ImportedConsents.strict().parse(answer.body);
};

const proofOf = async (to: string) =>
  ConsentProof.parse((await api.call('GET', `/v1/contacts/${encodeURIComponent(to)}/consents`)).body);

let met = 0;
const newPeople = (count: number) => Array.from({ length: count }, () => `+55119${String(75_000_000 + (met += 1))}`);

const shop = 'channel=whatsapp&source=loja&evidence=Aceito&occurred_at=2026-01-15T10:30:00-03:00';

describe('silence is not consent', () => {
  const fileOf = (column: string, answer: string, to: string) => `telefone;${column}\n${to};${answer}\n`;

  it.each([
    ['Accepts Marketing', 'no'],
    ['Aceita receber ofertas', 'não'],
    ['Consentimento LGPD', 'N'],
    ['WhatsApp opt-in', '0'],
    ['acceptsMarketing', 'false'],
    ['Autoriza contato?', 'Não autorizo'],
    ['Acepta publicidad', 'no'],
    ['Suscrito', 'FALSO'],
    ['Descadastrado', 'sim'],
    ['Unsubscribed', 'yes'],
    ['Opt-out', 'x'],
    ['unsubscribed_at', '2026-01-10'],
    ['Do not contact', 'true'],
    ['Não perturbe', 'sim'],
  ])('a %s of %s is written down as a refusal', async (column, answer) => {
    const [to = ''] = newPeople(1);
    expect(imported(await send(fileOf(column, answer, to), { search: `?${shop}` }))).toMatchObject({ accepted: 1 });
    expect((await proofOf(to)).consents).toMatchObject([{ granted: false }]);
  });

  it.each([
    ['Status', 'cancelado'],
    ['LGPD', 'não'],
    ['Quer receber promoções?', 'não'],
    ['Data de saída', '2026-01-10'],
    ['Não aceita marketing', 'sim'],
    ['Email marketing consent', 'no'],
    ['Resposta', 'recusou'],
    ['coluna_7', 'não'],
    ['Ativo', 'sim'],
  ])('a file whose %s says %s is refused, and names that column', async (column, answer) => {
    const [to = ''] = newPeople(1);
    const { status, body, text } = await send(fileOf(column, answer, to), { search: `?${shop}` });
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ reason: 'no_answer_column' }] } });
    expect(text).toContain(column);
    expect((await proofOf(to)).consents).toEqual([]);
  });

  it('takes the word of the caller for all, but not against what a row says', async () => {
    const [one = '', two = '', three = '', four = ''] = newPeople(4);
    const file = `telefone;Status;Descadastrado\n${one};ativo;\n${two};cancelado;\n${three};;sim\n${four};;não\n`;
    expect(imported(await send(file, { search: `?granted=true&${shop}` }))).toMatchObject({
      accepted: 3,
      errors: [{ line: 3, field: 'Status', reason: 'contradicts_consent' }],
    });
    expect((await proofOf(one)).consents).toMatchObject([{ granted: true }]);
    expect((await proofOf(three)).consents).toMatchObject([{ granted: false }]);
    expect((await proofOf(four)).consents).toMatchObject([{ granted: true }]);
  });

  it('rejects a row that gives no answer, or that of another channel', async () => {
    const [one = '', two = ''] = newPeople(2);
    expect(imported(await send(fileOf('Aceite', '', one), { search: `?${shop}` }))).toMatchObject({
      accepted: 0,
      errors: [{ line: 2, field: 'Aceite', reason: 'no_answer', message: expect.stringContaining('yes or no') }],
    });
    expect(imported(await send(fileOf('SMS opt-in', 'sim', two), { search: `?${shop}` }))).toMatchObject({
      errors: [{ reason: 'no_answer' }],
    });
    expect(imported(await send(fileOf('Descadastrado', 'não', two), { search: `?${shop}` }))).toMatchObject({
      errors: [{ field: 'Descadastrado', reason: 'no_answer' }],
    });
  });

  it('holds for JSON, whose false is a no', async () => {
    const [one = '', two = ''] = newPeople(2);
    const type = 'application/x-ndjson';
    const search = `?${shop}`;
    const lines = `{"to":"${one}","accepts_marketing":false}`;
    expect(imported(await send(lines, { search, type }))).toMatchObject({ accepted: 1 });
    expect((await proofOf(one)).consents).toMatchObject([{ granted: false }]);
    const refused = await send(`{"to":"${two}","wants_news":false}`, { search, type });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ reason: 'no_answer_column' }] } });
    expect(refused.text).toContain('wants_news');
  });
});

describe('an answer inside another value of JSON', () => {
  const type = 'application/x-ndjson';
  const recorded = async (row: object, search = `?granted=true&${shop}`) => {
    const [to = ''] = newPeople(1);
    const answer = await send(JSON.stringify({ to, ...row }), { search, type });
    const { consents } = await proofOf(to);
    return consents[0]?.granted ?? `refused: ${String(answer.status)}`;
  };

  it.each<[object]>([
    [{ answers: { marketing: 'no' } }],
    [{ answers: { marketing: false } }],
    [{ answers: ['no'] }],
    [{ answers: [{ question: 'Marketing', answer: 'no' }] }],
    [{ form: { v: [{ q: 'Quer receber promoções?', a: 'Não' }] } }],
    [{ form: { marketing: 'não' } }],
    [{ consent: { whatsapp: 'no' } }],
    [{ consent: { whatsapp: { value: 0 } } }],
    [{ consent: [] }],
    [{ consent: {} }],
    [{ consent: ['sms'] }],
    [{ consents: [{ channel: 'whatsapp', granted: false }] }],
    [{ profile: { opt_in: 'N' } }],
    [{ profile: { unsubscribed: true } }],
    [{ profile: { unsubscribed_at: '2026-01-10' } }],
    [{ tags: ['vip', 'unsubscribed'] }],
    [{ tags: ['descadastrado'] }],
    [{ channels: { whatsapp: false, sms: true } }],
    [{ preferences: { promotions: { value: 'off' } } }],
    [{ respostas: { 'Aceita receber ofertas?': 'não' } }],
    [{ a: { b: { c: { d: { e: { f: { g: { h: { consent: ['no'] } } } } } } } } }],
    [{ variables: { marketing: 'no' } }],
  ])('in %j never counts as a yes', async (row) => {
    expect(await recorded(row)).not.toBe(true);
  });

  it.each<[object]>([
    [{ answers: { marketing: 'yes' } }],
    [{ consent: { whatsapp: true, date: '2026-01-01', source: 'site' } }],
    [{ address: { number: 0, city: 'São Paulo', phone: '+551130000000' } }],
    [{ contact: { whatsapp: '+5511987654321', email: 'a@example.com' } }],
    [{ tags: ['vip', 'loja'] }],
    [{ profile: { unsubscribed: false, unsubscribed_at: null } }],
    [{ flags: { vip: false } }],
    [{ orders: [{ id: 1, total: 10.5 }] }],
  ])('in %j leaves the yes for the whole file', async (row) => {
    expect(await recorded(row)).toBe(true);
  });

  it('is a consent or a refusal without a word for the whole file', async () => {
    expect(await recorded({ consent: { whatsapp: true } }, `?${shop}`)).toBe(true);
    expect(await recorded({ consent: { whatsapp: 'não' } }, `?${shop}`)).toBe(false);
    expect(await recorded({ consent: { sms: true } }, `?${shop}`)).toMatch(/refused/);
  });

  it('is refused in values that are nested without an end', async () => {
    const [to = ''] = newPeople(1);
    const deep = `{"to":"${to}","consent":${'['.repeat(20_000)}"no"${']'.repeat(20_000)}}`;
    await send(deep, { search: `?granted=true&${shop}`, type });
    expect((await proofOf(to)).consents).toEqual([]);
  });
});

it('reads times of spreadsheets in the zone that is named for the file', async () => {
  const [one = '', two = '', three = ''] = newPeople(3);
  const file = `telefone;aceita;data\n${one};sim;01/10/2026 10:00\n${two};sim;2026-10-01\n${three};sim;31/02/2026\n`;
  const said = shop.replace(/&occurred_at.*$/, '');
  const answer = imported(await send(file, { search: `?${said}&timezone=America/Sao_Paulo` }));
  expect(answer).toMatchObject({ accepted: 2, errors: [{ line: 4, field: 'data', reason: 'impossible_date' }] });
  expect((await proofOf(one)).consents).toMatchObject([{ occurred_at: '2026-10-01T13:00:00.000Z' }]);
  expect((await proofOf(two)).consents).toMatchObject([{ occurred_at: '2026-10-01T03:00:00.000Z' }]);
  const { errors } = imported(await send(file, { search: `?${said}` }));
  expect(errors[0]).toMatchObject({ reason: 'timezone_needed', message: expect.stringContaining('America/Sao_Paulo') });
});
