import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCampaignActions, type CampaignActions } from './support/campaign-actions.ts';
import { readCreated } from './chaos/twilio-side.ts';
import { startSystem, type System } from './support/system.ts';

const template = {
  channel: 'whatsapp',
  category: 'marketing',
  content_sid: `HX${'9'.repeat(32)}`,
  variables: ['nome', 'desconto'],
};

const numberOf = (person: number) => `+55119${87_650_000 + person}`;
const unreachable = '+5511905563024';

/** Reached by a promotion before, so that a cap of one a day holds them back. */
const regulars = [0, 1, 2, 3];

/** As spreadsheets come: a byte order mark, semicolons, quotes, line breaks in them, spellings, doubles and mistakes. */
const spreadsheet = [
  '\uFEFFTelefone Celular;Nome;"Observação;\ncom quebra"',
  `${numberOf(0)};Ana;"diz ""oi"""`,
  `"(11) 98765-0001";"Bruno ";`,
  `11 98765 0002;"Célia";"duas\nlinhas"`,
  `55 11 8765-0003;Davi;sem o nono dígito`,
  `+55 (11) 9.8765-0001;Bruno outra vez;`,
  ...Array.from({ length: 40 }, (_, n) => `${numberOf(10 + n)};Pessoa ${n};`),
  `${unreachable};Eva;`,
  `nenhum;Fábio;`,
  `5,51199E+12;Gil;`,
  `${numberOf(90)};;sem nome`,
].join('\r\n');

const latin = Buffer.from(`celular,nome,desconto\n${numberOf(60)},João,30%\n${numberOf(10)},Pessoa 0,30%\n`, 'latin1');
const lines = Array.from({ length: 10 }, (_, n) =>
  JSON.stringify({ to: numberOf(70 + n), variables: { nome: `N${n}` } }),
);

const people = 4 + 40 + 1 + 1 + 10;

describe.each(queueEngines)('a campaign on the %s engine, from a spreadsheet to the report', (engine) => {
  let system: System;
  let campaigns: CampaignActions;
  beforeAll(async () => {
    const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' };
    system = await startSystem(engine, simulation, { UPKEEP_INTERVAL_MS: '1000', LOG_LEVEL: 'info' });
    campaigns = makeCampaignActions(system);
    await system.call('PUT', '/v1/templates/natal', template);
    await Promise.all(Array.from({ length: 3 }, () => system.startWorker()));
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const idsAtTwilio = async () => (await readCreated(system.simulator)).map(({ messageId }) => messageId);

  it('reports each row, reaches each person once, and gives a reason for everybody else', async () => {
    const request = { template: 'natal', variables: { desconto: '15%' } };
    const before = await campaigns.draft(request);
    await campaigns.upload(before, ['telefone;nome', ...regulars.map((n) => `${numberOf(n)};Ana`)].join('\n'));
    expect(await campaigns.launch(before)).toBe(200);
    await campaigns.ends(before);

    const id = await campaigns.draft({ ...request, frequency_cap: { messages: 1, period: 'P1D' } });
    const imported = await campaigns.upload(id, spreadsheet);
    expect(imported).toMatchObject({ status: 200, body: { accepted: 45, duplicates: 1, rejected: 3 } });
    expect(imported.body.ignored_columns).toEqual(['Observação;\ncom quebra']);
    expect(imported.body.errors.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      'Telefone Celular invalid_number',
      'Telefone Celular shortened_by_spreadsheet',
      'nome required',
    ]);
    expect((await campaigns.upload(id, spreadsheet)).body).toMatchObject({ accepted: 0, duplicates: 46 });
    expect((await campaigns.upload(id, latin)).body).toMatchObject({ accepted: 1, duplicates: 1 });
    const estimateBefore = await campaigns.estimate(id);
    expect((await campaigns.upload(id, lines.join('\n'), 'application/x-ndjson')).body).toMatchObject({
      accepted: 10,
    });

    const estimate = await campaigns.estimate(id);
    const excluded = Object.values(estimate.kept_back).reduce((sum, count) => sum + count, 0);
    expect(estimate.people).toBe(people);
    expect(estimate.to_send + excluded).toBe(people);
    expect(await campaigns.launch(id, { estimate_version: estimateBefore.version })).toBe(409);
    expect(await campaigns.launch(id, { estimate_version: estimate.version })).toBe(200);

    const { progress } = await campaigns.ends(id);
    expect(progress).toMatchObject({ people, done: people, percent: 100 });
    expect(progress.by_status).toMatchObject({
      delivered: people - regulars.length - 1,
      suppressed: regulars.length,
      undelivered: 1,
    });

    const recipientReport = await campaigns.recipientReport(id);
    expect(new Set(recipientReport.map(({ to }) => to)).size).toBe(people);
    const excludedOnes = recipientReport.filter(({ status }) => status === 'suppressed');
    expect(excludedOnes.map(({ to }) => to).toSorted()).toEqual(regulars.map(numberOf));
    expect(new Set(excludedOnes.map(({ reason }) => reason))).toEqual(new Set(['frequency_cap']));
    expect(recipientReport.find(({ to }) => to === unreachable)).toMatchObject({
      status: 'undelivered',
      error_code: '63024',
    });

    const sent = recipientReport.filter(({ status }) => status !== 'suppressed').map((entry) => entry.message_id);
    const first = (await campaigns.recipientReport(before)).map((entry) => entry.message_id);
    expect((await idsAtTwilio()).toSorted()).toEqual([...first, ...sent].toSorted());
  });

  it('goes without a basis only to those whose ledger says yes', async () => {
    const basis = await campaigns.draft();
    const file = (from: number, count: number) =>
      ['phone,discount', ...Array.from({ length: count }, (_, n) => `${numberOf(200 + from + n)},20%`)].join('\n');
    await campaigns.upload(basis, file(0, 5));
    await campaigns.launch(basis);
    await campaigns.ends(basis);

    const id = await campaigns.draft({ consent: undefined });
    await campaigns.upload(id, file(0, 20));
    expect((await campaigns.estimate(id)).kept_back).toEqual({ no_consent: 15 });
    await campaigns.launch(id);
    const { progress } = await campaigns.ends(id);
    expect(progress.by_status).toMatchObject({ delivered: 5, suppressed: 15 });
    const reasons = (await campaigns.recipientReport(id)).map(({ status, reason }) => `${status} ${reason}`.trim());
    expect(new Set(reasons)).toEqual(new Set(['delivered', 'suppressed no_consent']));
  });
});
