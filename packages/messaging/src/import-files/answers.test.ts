import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer-values.ts';
import { answerColumnsOf, answerOf, placeOfRefusal } from './answers.ts';
import { readRows } from './read-rows.ts';

const kindOf = (name: string) => {
  const { yes, left, unsure, against } = answerColumnsOf([name]);
  if (yes.length) return 'yes';
  if (left.length) return 'left';
  return unsure.length || against.length ? 'unsure' : 'none';
};

const said = (cells: Record<string, string>, channel?: string) =>
  answerOf(Object.values(cells), answerColumnsOf(Object.keys(cells)), channel);

describe('a column in which people answered', () => {
  it.each(
    [
      'granted',
      'consent',
      'Opt-in',
      'OptIn',
      'opt_in',
      'Opted in',
      'optedIn',
      'Accepts Marketing',
      'Accepts SMS Marketing',
      'accepts_marketing',
      'acceptsMarketing',
      'Marketing consent',
      'SMS Consent',
      'WhatsApp opt-in',
      'whatsapp_opt_in',
      'Subscribed',
      'Subscribed to SMS',
      'Aceita',
      'Aceita receber ofertas',
      'Aceita WhatsApp?',
      'Aceite',
      'Aceitou os termos',
      'Autoriza contato',
      'Autorização de contato',
      'Consentimento',
      'Consentimento LGPD',
      'Consentiu?',
      'Permite marketing',
      'Permissão',
      'Concorda em receber mensagens',
      'Acepta publicidad',
      'Acepta recibir mensajes',
      'Consentimiento',
      'Autoriza',
      'Suscrito',
      'Permission to contact',
      'Agreed to marketing',
    ].map((name) => [name]),
  )('is %s: a yes there is a consent', (name) => expect(kindOf(name)).toBe('yes'));

  it.each(
    [
      'Unsubscribed',
      'Unsub',
      'unsubscribed_at',
      'Opt-out',
      'opted_out',
      'OptOut',
      'Opt out date',
      'Descadastrado',
      'Descadastrado em',
      'Data de descadastro',
      'Do not contact',
      'Do Not Call',
      'DNC',
      'Não perturbe',
      'Não contatar',
      'No contactar',
      'No molestar',
      'Bloqueado',
      'Blacklist',
      'Revogado em',
      'Recusou',
      'Do not SMS',
    ].map((name) => [name]),
  )('is %s: a yes there means that the person left', (name) => expect(kindOf(name)).toBe('left'));

  it.each(
    [
      'Status',
      'Situação',
      'Resposta',
      'LGPD',
      'GDPR',
      'Marketing',
      'Newsletter',
      'Quer receber promoções?',
      'Deseja receber ofertas',
      'Ativo',
      'Active',
      'Não aceita marketing',
      'Email marketing consent',
      'Accepts Email Marketing',
      'Data de saída',
      'Saiu em',
      'Baja',
      'Removido',
      'Cancelado em',
      'Not unsubscribed',
      'WhatsApp OK',
      'Não deseja receber',
      'Não quer ofertas',
      'Deseja parar de receber?',
      'mkt',
      'Comunicações',
      'Campanhas',
      'contactable',
      'May we text you?',
      'ok to text',
      'Pode enviar?',
      'Sí/No',
      'S/N',
    ].map((name) => [name]),
  )('may be %s, which means one thing or the other', (name) => expect(kindOf(name)).toBe('unsure'));

  it.each(
    [
      'nome',
      'cidade',
      'occurred_at',
      'date',
      'source',
      'origem',
      'evidence',
      'consented_at',
      'Consent date',
      'valor',
      'CPF',
      'Data do aceite',
      'channel',
    ].map((name) => [name]),
  )('is not %s', (name) => expect(kindOf(name)).toBe('none'));
});

it.each([
  [
    'yes',
    'sim Sim SIM s yes Y true TRUE 1 1.0 x X ok sí Si aceito Aceitou autorizo VERDADEIRO accepted opt-in subscribed ✓ on confirmed confirmado',
  ],
  [
    'no',
    'não Não NAO n no No false FALSE 0 0.0 recusou declined opt-out unsubscribed off FALSO never false. 0,0 nega stop PARAR removed rechaza nah',
  ],
  ['unclear', 'talvez pendente maybe 2 pending 2026-01-01'],
])('reads %s', (answer, values) => {
  for (const value of values.split(' ')) expect([value, readAnswer(value)]).toEqual([value, answer]);
});

it('reads whole sentences', () => {
  expect(readAnswer('Não aceito')).toBe('no');
  expect(readAnswer('Sim, aceito')).toBe('yes');
  expect(readAnswer('yes please')).toBe('yes');
  expect(readAnswer('nem pensar')).toBe('no');
  expect(readAnswer('no acepta')).toBe('no');
  expect(readAnswer('sim, mas só por e-mail')).toBe('unclear');
  expect(readAnswer(' ')).toBe('none');
});

it.each([
  [{ Consentimento: 'sim' }, 'yes'],
  [{ Consentimento: 'não' }, 'no'],
  [{ Consentimento: '' }, 'none'],
  [{ Consentimento: 'talvez' }, 'unclear'],
  [{ Consentimento: 'sim', Descadastrado: 'sim' }, 'no'],
  [{ Consentimento: 'sim', Descadastrado: 'não' }, 'yes'],
  [{ Consentimento: 'sim', Descadastrado: '' }, 'yes'],
  [{ Descadastrado: 'sim' }, 'no'],
  [{ Descadastrado: 'não' }, 'none'],
  [{ Descadastrado: '' }, 'none'],
  [{ unsubscribed_at: '2026-01-01' }, 'no'],
  [{ 'Opt-out': 'opt-out' }, 'no'],
  [{ 'Accepts SMS Marketing': 'no', 'WhatsApp opt-in': 'yes' }, 'no'],
])('%j says %s', (cells, answer) => expect(said(cells as unknown as Record<string, string>)).toBe(answer));

it('takes the answer to one channel for no other', () => {
  const cells = { 'Accepts SMS Marketing': 'yes' };
  expect([said(cells, 'sms'), said(cells, 'whatsapp'), said(cells)]).toEqual(['yes', 'none', 'yes']);
});

it.each(['false', 'true'])('an answer in JSON may be %s', async (answer) => {
  const bytes = (async function* () {
    yield Buffer.from(`{"to":"11987654321","optIn":${answer}}`);
  })();
  const rows = readRows({ contentType: 'application/x-ndjson', bytes }, { variables: [], required: [] });
  for await (const { cells, layout } of rows)
    expect(placeOfRefusal(cells, layout.answers)).toBe(answer === 'false' ? 1 : -1);
  expect.assertions(1);
});

describe('an answer by a mark or in words of other kinds', () => {
  it.each(['❌', '✗', '✘', '✖️', '👎', '👎🏽', '☐', '⛔', '🚫', 'nope', 'nein', 'non', 'out', 'bloqueados', 'Rechazada'])(
    '%j is a no',
    (value) => expect(readAnswer(value)).toBe('no'),
  );

  it.each(['✓', '✔️', '☑', '✅', '👍🏿'])('%j is a yes', (value) => expect(readAnswer(value)).toBe('yes'));

  it.each(['-1', '−1', '🤷', '+', '©'])('%j is unclear', (value) => expect(readAnswer(value)).toBe('unclear'));

  it.each(['', ' ', '-', '—', '?'])('%j is no answer', (value) => expect(readAnswer(value)).toBe('none'));

  it.each([
    ['opt_status', 'out'],
    ['Lista', 'bloqueados'],
    ['Tags', 'descadastrado'],
    ['cadastro', 'inativo'],
  ])('a %s of %s refuses marketing', (column, value) => {
    const columns = answerColumnsOf([column]);
    expect(placeOfRefusal([value], columns)).toBe(0);
  });

  it.each(['Consentement', 'Einwilligung', 'Consenso', 'Toestemming', 'Acuerdo'])('%s is asked for', (column) => {
    expect(said({ [column]: 'no' })).toBe('no');
  });
});

it.each(['pending', 'Pendente', 'expired', 'vencido', 'unconfirmed', 'aguardando'])(
  '%s is no consent in a column of consents, and says nothing in the status of an order',
  (value) => {
    expect(said({ marketing_consent: value })).toBe('no');
    expect(placeOfRefusal([value], answerColumnsOf(['marketing_consent']))).toBe(0);
    expect(placeOfRefusal([value], answerColumnsOf(['status']))).toBe(-1);
  },
);
