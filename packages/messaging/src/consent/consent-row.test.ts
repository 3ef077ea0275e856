import { describe, expect, it } from 'vitest';
import { readRows } from '../import-files/read-rows.ts';
import { consentColumns, makeReadConsent } from './consent-row.ts';

const everywhere = {
  channel: 'whatsapp',
  source: 'store',
  evidence: 'form of 2026',
  timezone: 'America/Sao_Paulo',
} as const;

const asCell = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** Returns `yes` or `no` with the day, or the fault of the row, for a file with one person and these columns. */
const read = async (names: string, cells: string, day?: string): Promise<string> => {
  const line = (start: string, values: string) => [start, ...values.split('; ').map(asCell)].join(',');
  const file = `${line('phone', names)}\n${line('+5511987654321', cells)}\n`;
  const bytes = async function* () {
    yield Buffer.from(file);
  };
  const defaults = { ...everywhere, ...(day !== undefined && { occurred_at: `${day}T12:00:00Z` }) };
  const at = new Date('2026-12-01T12:00:00Z');
  const check = makeReadConsent({ defaultCountry: 'BR', defaults, at, by: 'test' });
  for await (const row of readRows({ contentType: 'text/csv', bytes: bytes() }, { variables: consentColumns })) {
    const checked = check(row);
    if ('issues' in checked) return checked.issues.map(({ field, reason }) => `${field}: ${reason}`).join(', ');
    return `${checked.item.granted ? 'yes' : 'no'} ${checked.item.occurredAt.toISOString().slice(0, 10)}`;
  }
  return 'no row';
};

describe('an answer of a person', () => {
  it.each([
    ['Aceita', 'ＳＩＭ', 'yes 2026-01-02'],
    ['Aceita', 'ｎãｏ', 'no 2026-01-02'],
    ['Aceita', '❌ sim', 'Aceita: invalid_value'],
    ['Aceita', '☐ Sim', 'Aceita: invalid_value'],
    ['Aceita', '❌ não', 'no 2026-01-02'],
    ['Aceita', 'не s', 'Aceita: invalid_value'],
    ['Aceita', 'sim, até 2021', 'Aceita: invalid_value'],
    ['Aceita', 'desde 2021', 'Aceita: invalid_value'],
    ['Aceita', '(x) Sim ( ) Não', 'Aceita: invalid_value'],
    ['Aceita; aceita', 'sim; não', 'no 2026-12-01'],
    ['Consent withdrawn', 'yes', 'granted: no_answer'],
    ['Consent expired', 'yes', 'granted: no_answer'],
    ['Consentimento vencido', 'sim', 'granted: no_answer'],
    ['Autoriza uso de imagem', 'sim', 'granted: no_answer'],
    ['Aceita cartão', 'sim', 'granted: no_answer'],
    ['Aceita trocas', 'sim', 'granted: no_answer'],
    ['Autoriza entrega ao porteiro', 'sim', 'granted: no_answer'],
    ['Acepta reembolso', 'sí', 'granted: no_answer'],
  ])('%j: %j is %s', async (names, cells, result) => {
    expect(await read(names, cells, '2026-01-02')).toBe(result);
  });

  it.each([
    ['Aceita; Marketing', 'sim; não', 'Marketing: contradicts_consent'],
    ['granted; Quer receber?', 'true; não', 'Quer receber?: contradicts_consent'],
    ['granted; Newsletter', 'yes; 0', 'Newsletter: contradicts_consent'],
    ['granted; Email marketing', 'yes; no', 'yes 2026-01-02'],
    ['granted; Receber SMS', 'yes; no', 'yes 2026-01-02'],
    ['granted; Ofertas por WhatsApp', 'yes; no', 'Ofertas por WhatsApp: contradicts_consent'],
    ['granted; tags', 'yes; vip, Unsubscribed', 'tags: contradicts_consent'],
    ['granted; tags', 'yes; vip|opt-out', 'tags: contradicts_consent'],
    ['granted; tags', 'yes; vip, 2026', 'yes 2026-01-02'],
    ['granted; Ativo', 'yes; não', 'Ativo: contradicts_consent'],
    ['granted; Newsletter', 'yes; cancelled', 'Newsletter: contradicts_consent'],
    ['Subscription status', 'Cancelled', 'no 2026-01-02'],
    ['Status do consentimento', 'Revogado em 02/01/2026', 'no 2026-01-02'],
  ])('a yes beside a column that contradicts it, %j: %j is %s', async (names, cells, result) => {
    expect(await read(names, cells, '2026-01-02')).toBe(result);
  });

  it.each([
    '',
    'NULL',
    '\\N',
    'null',
    'None',
    'N/A',
    '0000-00-00',
    '0000-00-00 00:00:00',
    '00/00/0000',
    'nenhuma',
    '0',
  ])('is a yes where nothing is in the column of those who left: %j', async (value) => {
    expect(await read('Aceita; unsubscribed_at', `sim; ${value}`, '2026-01-02')).toBe('yes 2026-01-02');
  });
});

describe('a status beside a yes', () => {
  it.each([
    'unsubscribed',
    'Descadastrado',
    'opted out',
    'Opt-out',
    'DNC',
    'Un-subscribed',
    'Non-subscribed',
    'Do not contact',
    'Unsubscribed on 02/01/2026',
  ])('is a refusal: %j', async (value) => {
    for (const name of ['Status', 'Situação', 'status_contato', 'Cadastro'])
      expect(await read(`granted; ${name}`, `yes; ${value}`, '2026-01-02')).toBe('no 2026-12-01');
  });

  it.each([
    ['Status', 'cancelado'],
    ['Status', 'Inativo'],
    ['status', 'bounced'],
    ['status', 'withdrawn'],
    ['Status', 'Hard bounce'],
    ['STATUS', 'blocked'],
    ['Situação', 'Cancelada em 02/01/2026'],
    ['Estado', 'cancelled'],
    ['Status do contato', 'bloqueado'],
    ['Contact status', 'pending'],
    ['Assinatura', 'cancelada'],
    ['Lista', 'removidos'],
    ['subscriberStatus', 'cleaned'],
    ['Total Orders; Status', '3; canceled'],
    ['Último pedido; Status', '01/02/2026; cancelado'],
    ['Pedido; Status do cliente', '1042; cancelado'],
    ['Pedido; Status', '1042; inativo'],
  ])('is no consent, %j: %j', async (names, value) => {
    const name = names.split('; ').at(-1) ?? '';
    expect(await read(`granted; ${names}`, `yes; ${value}`, '2026-01-02')).toMatch(
      name === 'subscriberStatus' ? /^no / : `${name}: contradicts_consent`,
    );
  });

  it.each([
    ['Status', 'ativo'],
    ['Status', 'subscribed'],
    ['Status', 'Não bloqueado'],
    ['Status', 'never unsubscribed'],
    ['Estado', 'SP'],
    ['Estado civil', 'separado'],
    ['Status do pedido', 'cancelado'],
    ['Order status', 'Cancelled'],
    ['Payment status', 'pending'],
    ['Situação da entrega', 'cancelada'],
    ['Pedido; Status', '1042; cancelado'],
    ['order_id; status', '1042; canceled'],
    ['Código de rastreio; Situação', 'BR1; Retirado'],
    ['Nº do pedido; Status', '1042; Não entregue'],
    ['Status date', '2026-01-01'],
  ])('leaves the yes, %j: %j', async (names, values) => {
    expect(await read(`granted; ${names}`, `yes; ${values}`, '2026-01-02')).toBe('yes 2026-01-02');
  });
});

describe('the time of an answer', () => {
  it.each([
    ['opt-in date; opt-out date', '01/02/2026; 01/03/2026', 'no 2026-03-01'],
    ['granted; opt-in date; opt-out date', 'yes; 01/03/2026; 01/02/2026', 'no 2026-03-01'],
    ['granted; date; Descadastrado em', 'sim; 01/02/2026; 05/03/26', 'no 2026-03-05'],
    ['Descadastrado em', '05/03/26', 'no 2026-03-05'],
    ['granted; date; unsubscribed_at', 'yes; 01/02/2026; 1970-01-01', 'no 2026-12-01'],
    ['granted; date; Status', 'yes; 01/02/2026; unsubscribed', 'no 2026-12-01'],
    ['granted; date; Descadastrado', 'sim; 01/02/2026; sim', 'no 2026-12-01'],
    ['granted; date; Descadastrado', 'não; 01/02/2026; sim', 'no 2026-02-01'],
    ['granted; Status', 'yes; unsubscribed', 'no 2026-12-01'],
    ['granted; Opt-in time', 'yes; 01/02/2026', 'yes 2026-02-01'],
    ['granted; Aceitou em', 'sim; 01/02/2026', 'yes 2026-02-01'],
    ['granted; Fecha de aceptación', 'sí; 01/02/2026', 'yes 2026-02-01'],
    ['granted; created_at', 'yes; 01/02/2026', 'occurred_at: required'],
  ])('%j: %j is %s', async (names, cells, result) => {
    expect(await read(names, cells)).toBe(result);
  });
});
