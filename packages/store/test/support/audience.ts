import { importAudience, type ImportedAudience, type RecordedCampaign, type RecordedTemplate } from '@recado/messaging';
import type { Store } from '../../src/index.ts';
import type { TestStore } from './test-store.ts';
import { noon } from './samples.ts';

const promotion: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: `HX${'1'.repeat(32)}`,
  body: 'Oi {{nome}}, {{desconto}} para você',
  variables: ['nome', 'desconto'],
  createdAt: noon,
  updatedAt: noon,
};

export const draftId = '019a0000-0000-7000-8000-0000000000c1';

export const draft: RecordedCampaign = {
  id: draftId,
  name: 'Black Friday',
  status: 'draft',
  channel: 'whatsapp',
  category: 'marketing',
  templateName: promotion.name,
  templateLanguage: promotion.language,
  variables: { desconto: '10%' },
  senderIds: ['store'],
  dryRun: false,
  recipients: 0,
  version: 1,
  audienceVersion: 0,
  createdAt: noon,
  createdBy: 'marketing',
  updatedAt: noon,
};

/** A campaign in the record, as far as an import looks at it there. */
export const putDraft = ({ sql }: TestStore, { id, channel, category, status }: RecordedCampaign = draft) =>
  sql(
    `insert into campaigns (id, name, status, channel, category, template_name, template_language, sender_ids, created_at, created_by, updated_at)
     values ($1, 'Black Friday', $2, $3, $4, 'promotion', 'pt_BR', '{store}', now(), 'marketing', now())`,
    [id, status, channel, category],
  );

async function* inPieces(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** Takes a CSV into the draft, as the API does. */
export const importCsv = (
  store: Store,
  csv: Iterable<string> | AsyncIterable<string>,
  campaign: Partial<RecordedCampaign> = {},
): Promise<ImportedAudience> =>
  importAudience(
    {
      clock: () => noon,
      defaultCountry: 'BR',
      loadCampaign: async () => ({ ...draft, ...campaign }),
      findTemplate: async (name) => ({ ...promotion, name }),
      findTemplateLanguages: async () => [promotion],
      importInto: store.importInto,
    },
    {
      campaignId: campaign.id ?? draftId,
      upload: { contentType: 'text/csv', receive: async () => inPieces(csv) },
      by: 'marketing',
    },
  );
