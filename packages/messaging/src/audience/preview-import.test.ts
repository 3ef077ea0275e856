import { describe, expect, it } from 'vitest';
import type { RecordedCampaign } from '../campaigns/campaign.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { previewImport } from './preview-import.ts';

const template = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: `HX${'1'.repeat(32)}`,
  variables: ['name', 'discount'],
  body: 'Oi {{name}}! {{discount}} hoje.',
} as RecordedTemplate;

const draft = {
  status: 'draft',
  channel: 'whatsapp',
  category: 'marketing',
  templateName: 'promotion',
  templateLanguage: 'pt_BR',
  variables: { discount: '5%' },
  version: 1,
} as unknown as RecordedCampaign;

type Options = {
  mapping?: Record<string, string>;
  size?: number;
  type?: string;
  country?: string;
  hasDraft?: boolean;
};

const preview = (file: string | Buffer, { type = 'text/csv', hasDraft = false, ...options }: Options = {}) =>
  previewImport(
    {
      defaultCountry: 'BR',
      loadCampaign: async () => draft,
      findTemplate: async (name) => (name === 'promotion' ? template : undefined),
      findTemplateLanguages: async () => [template],
    },
    {
      into: hasDraft ? { campaignId: 'c1' } : { template: 'promotion', language: 'pt_BR' },
      upload: {
        contentType: type,
        receive: async () =>
          (async function* () {
            yield Buffer.from(file);
          })(),
      },
      ...options,
    },
  );

const usesOf = ({ columns }: Awaited<ReturnType<typeof preview>>) =>
  columns.map(({ use, variable, sure }) => `${variable ?? use}${sure ? '' : '?'}`);

const byHand = { Celular: 'phone', Nome: 'variable:name', Desc: 'variable:discount', Obs: 'ignored' };

describe('the preview of a file', () => {
  it.each([
    ['Celular;Nome;Desc\n11987654321;Ana;15', {}, ['phone', 'ignored', 'ignored'], ['name', 'discount']],
    ['Celular;name;discount (in percent)\n11987654321;Ana;15', {}, ['phone', 'name', 'discount?'], []],
    ['Celular;Nome;Desc;Obs\n11987654321;Ana;15;x', byHand, ['phone', 'name', 'discount', 'ignored'], []],
    ['numero,name,discount\n11987654321,Ana,15', {}, ['phone?', 'name', 'discount'], []],
    ['Celular,WhatsApp,name\n11987654321,,Ana', {}, ['phone?', 'phone?', 'name'], ['discount']],
    ['Celular,WhatsApp,name\n11987654321,,Ana', { WhatsApp: 'ignored' }, ['phone', 'ignored', 'name'], ['discount']],
    ['Celular,Fone\n11987654321,1', { Fone: 'phone' }, ['ignored', 'phone'], ['name', 'discount']],
    ['Name,NAME,phone\nAna,Eva,11987654321', {}, ['name?', 'name?', 'phone'], ['discount']],
    ['x,__proto__,constructor\n1,2,3', { x: 'timezone' }, ['timezone', 'ignored', 'ignored'], ['name', 'discount']],
  ])('says what the columns of %j are by %j', async (file, mapping, uses, missing) => {
    const found = await preview(file, { mapping });
    expect(usesOf(found)).toEqual(uses);
    expect(found.missingVariables).toEqual(missing);
  });

  it('shows each good row as its person reads it, and why the others are rejected', async () => {
    const found = await preview('phone;name\n11987654321;Ana\n1198765432100;Eva\n;\n11987654322;\n', {
      hasDraft: true,
    });
    expect(found).toMatchObject({
      kind: 'csv',
      delimiter: ';',
      rowsSeen: 3,
      rowsEstimated: 3,
      good: 1,
      byReason: { impossible_number: 1, required: 1 },
      missingVariables: [],
      rows: [
        { line: 2, text: 'Oi Ana! 5% hoje.', to: '+55119****4321', country: 'BR', errors: [] },
        { line: 3, errors: [{ field: 'phone', reason: 'impossible_number' }] },
        { line: 5, errors: [{ field: 'name', reason: 'required' }] },
      ],
    });
  });

  it('shows no number that one could dial, in whichever column it is', async () => {
    const file = 'name,discount,phone,obs\n+55 (11) 98765-4321,١١٩٨٧٦٥٤٣٢١,11987654321,call 11 3265-4321\n';
    const { columns, rows } = await preview(file);
    expect(JSON.stringify({ columns, rows: rows.map(({ cells }) => cells) })).not.toMatch(
      /\p{Nd}(?:[^\p{Nd}"]*\p{Nd}){7}/u,
    );
    expect(columns.map(({ examples }) => examples[0])).toEqual([
      '+55 (**) *****-**21',
      '١١*******٢١',
      '11*******21',
      'call 11 ****-**21',
    ]);
  });

  it.each([
    ['', 'empty'],
    ['phone,name\n', 'empty'],
    ['11987654321,Ana\n11987654322,Eva\n', 'no_header'],
    [Buffer.from('%PDF-1.7\n\0\0\0\0'), expect.any(String)],
    [`phone,name\n11987654321,"${'x'.repeat(70_000)}`, expect.any(String)],
  ])('says what is wrong with the file %.20j', async (file, reason) => {
    const { fileProblem, good } = await preview(file);
    expect(fileProblem).toMatchObject({ reason, message: expect.stringMatching(/\w{3}/) });
    expect(good).toBe(0);
  });

  it.each([
    [{ Handy: 'phone' }, /"Handy".*"Celular"/],
    [{ Nome: 'variable:nome' }, /"nome".*"name"/],
  ])('refuses the mapping %j, and names columns and variables', async (mapping, message) => {
    await expect(preview('Celular,Nome\n11987654321,Ana', { mapping })).rejects.toMatchObject({
      errors: [{ field: 'columns', message: expect.stringMatching(message) }],
    });
  });

  it.each([
    ['text/csv', 'phone,name\n', (at: number) => `119876${54_321 + at},"Ana, ${at}"\n`],
    ['text/csv', 'phone,name,obs\n', (at: number) => `119876${54_321 + at},Ana,"two\nlines"\n`],
    ['text/csv', 'phone,name\n', (at: number) => `119876${54_321 + at},5" pipe\n`],
    ['application/x-ndjson', '', (at: number) => `{"to":"119876${54_321 + at}","name":"Ana"}\n`],
    ['application/json', '[', (at: number) => `{"to":"119876${54_321 + at}","name":"Ana"},`],
  ])('looks at the first MiB of %s, and leaves out the row that is cut', async (type, head, rowOf) => {
    const rows = Array.from({ length: 45_000 }, (_, at) => rowOf(at)).join('');
    const whole = Buffer.from(head + rows);
    const cut = await preview(whole.subarray(0, 300_001), { type, size: whole.length, hasDraft: true });
    expect(cut).toMatchObject({ good: cut.rowsSeen, byReason: {} });
    expect(cut).not.toHaveProperty('fileProblem');
    expect(cut.rowsSeen).toBeGreaterThan(1000);
    expect(Math.abs(cut.rowsEstimated - 45_000)).toBeLessThan(2000);
  });

  it('takes the country from the request, and refuses one that does not exist', async () => {
    const found = await preview('phone,name\n912345678,Ana', { hasDraft: true, country: 'PT' });
    expect(found.rows).toMatchObject([{ country: 'PT' }]);
    await expect(preview('phone\n1', { country: 'ZZ' })).rejects.toMatchObject({ errors: [{ field: 'country' }] });
  });

  it('still rejects a person who refused in a column that is ignored', async () => {
    const file = 'phone,name,optout\n11987654321,Ana,yes\n';
    const { byReason } = await preview(file, { hasDraft: true, mapping: { optout: 'ignored' } });
    expect(byReason).toEqual({ says_no: 1 });
  });
});
