import { ConsentProof, Contact, ImportedConsents } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundForm, postInbound } from './support/inbound-form.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

describe('a file of consents', () => {
  const send = (file: string, query = '', type = 'text/csv') =>
    api.call('POST', `/v1/consents${query}`, { body: file, headers: { 'content-type': type } });
  const saidBy = async (to: string) => {
    const { body } = await api.call('GET', `/v1/contacts/${encodeURIComponent(to)}/consents`);
    return ConsentProof.parse(body).consents.map(({ granted, occurred_at }) => `${granted} ${occurred_at}`);
  };
  const at = '2026-10-01T13:00:00.000Z';

  it.each([
    [
      'says no',
      'Phone,Accepts SMS Marketing,channel,date,source,evidence\n11987654777,no,sms,2026-10-01T13:00:00Z,shop,ok\n',
      'text/csv',
    ],
    [
      'says false',
      '{"to":"11987654777","accepts_marketing":false,"channel":"whatsapp","occurred_at":"2026-10-01T13:00:00Z","source":"x","words":"y"}\n',
      'application/x-ndjson',
    ],
    [
      'lists those who left',
      'Telefone;Descadastrado;canal;data;origem;palavras\n11987654777;sim;whatsapp;2026-10-01T13:00:00Z;loja;Aceito receber ofertas\n',
      'text/csv',
    ],
  ])('that %s is recorded as a no', async (what, file, type) => {
    const to = { 'says no': '11987654771', 'says false': '11987654772' }[what] ?? '11987654773';
    expect((await send(file.replace('11987654777', to), '', type)).body).toMatchObject({ accepted: 1 });
    expect(await saidBy(`+55${to}`)).toEqual([`false ${at}`]);
  });

  it('without a column that says who agreed is refused, and names the columns that may', async () => {
    const file =
      'Telefone;Situação;canal;data;origem;palavras\n11987654774;sim;whatsapp;2026-10-01T13:00:00Z;loja;Aceito\n';
    const answer = await send(file);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ reason: 'no_answer_column' }] } });
    expect(answer.text).toContain('Situação');
    expect(await saidBy('+5511987654774')).toEqual([]);
  });

  it('may have the dates of a spreadsheet, in the zone that is named once', async () => {
    const dates = ['01/10/2026 10:00', '2026-10-01', '2026-10-01 10:00:00', '2026-10-01T13:00:00Z'];
    const file = [
      'telefone;canal;aceita;data;origem;palavras',
      ...dates.map((date, n) => `1198765401${n};whatsapp;aceito;${date};loja;Aceito`),
    ].join('\n');
    const { errors } = ImportedConsents.parse((await send(file)).body);
    expect(errors.map(({ line, reason }) => `${line} ${reason}`)).toEqual(
      [2, 3, 4].map((line) => `${line} timezone_needed`),
    );
    expect((await send(file, '?timezone=America/Sao_Paulo')).body).toMatchObject({ accepted: 3, duplicates: 1 });
    const said = [];
    for (const n of dates.keys()) said.push(...(await saidBy(`+551198765401${n}`)));
    expect(said).toEqual([`true ${at}`, 'true 2026-10-01T03:00:00.000Z', `true ${at}`, `true ${at}`]);
  });
});

const optOuts = {
  all: 'Sair por favor|stop please|ARRET|sair\n\nEnviado do meu iPhone',
  marketing:
    'Não quero receber mais|Nao quero mais receber mensagens|Não quero receber promoções|Não envie mais|Pare de me mandar mensagem|' +
    'Parem|Me remove|me tire da lista|Remova meu número|Descadastre-me|Cancelar inscrição|Desejo não receber mais|Sair promoções|' +
    'Cancelar promoções|STOP PROMOTIONS|Detener promociones|Stop texting me|Unsubscribe me|Remove me|No more|No quiero recibir más|' +
    "No enviar más|Darme de baja|Date de baja|Take me off your list|Don't text me",
  unclear: 'Quero cancelar|Excluir|Chega|Cancelar envio|Sem interesse',
  '': 'Quero cancelar meu pedido|não pare|quando chega?|I want to cancel my order|no recibí mi pedido',
};

it('what people write opts them out of all, of marketing, holds marketing or is left alone', async () => {
  let met = 0;
  const found: Record<string, string> = {};
  for (const phrases of Object.values(optOuts))
    for (const phrase of phrases.split('|')) {
      const from = `+55119${74_000_000 + (met += 1)}`;
      await postInbound(api.url, inboundForm(from, phrase));
      const { opt_outs } = Contact.parse((await api.call('GET', `/v1/contacts/${encodeURIComponent(from)}`)).body);
      found[phrase] = opt_outs.map(({ purpose }) => purpose).join();
    }
  const right = Object.entries(optOuts).flatMap(([purpose, phrases]) =>
    phrases.split('|').map((phrase) => [phrase, purpose]),
  );
  expect(found).toEqual(Object.fromEntries(right));
});
