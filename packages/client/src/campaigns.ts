import { makeList, type List } from './list.ts';
import { followProgress } from './progress.ts';
import { withKey, type CallOptions, type Transport, type Upload } from './transport.ts';
import type {
  Campaign,
  CampaignHistory,
  CampaignPage,
  CampaignProgress,
  ChangedCampaign,
  CopyCampaign,
  CreateCampaign,
  Estimate,
  ImportedExclusions,
  ImportedRecipients,
  ImportList,
  ImportPreview,
  LaunchCampaign,
  ListCampaignsQuery,
  ListRecipientsQuery,
  PatchCampaign,
  Preview,
  PreviewCampaignQuery,
  PreviewImportQuery,
  Recipient,
  RecipientPage,
  ResumeCampaign,
  RetriedMessages,
  RetryCampaign,
  TestCampaign,
  TestedCampaign,
} from './types.ts';

export const makeCampaigns = (transport: Transport) => {
  const { json, open } = transport;
  const at = (id: string, part = '') => `/v1/campaigns/${encodeURIComponent(id)}${part}`;
  return {
    create: (campaign: CreateCampaign, options?: CallOptions): Promise<Campaign> =>
      json('POST', '/v1/campaigns', { ...withKey(options), body: campaign }),

    list: (query?: ListCampaignsQuery, options?: CallOptions): List<Campaign, CampaignPage> =>
      makeList(transport, '/v1/campaigns', { ...options, query }),

    get: (id: string, options?: CallOptions): Promise<Campaign> => json('GET', at(id), options),

    change: (id: string, patch: PatchCampaign, options?: CallOptions): Promise<Campaign | ChangedCampaign> =>
      json('PATCH', at(id), { ...options, body: patch, isRepeatable: true }),

    /** Deletes a draft with its audience. */
    delete: (id: string, options?: CallOptions): Promise<void> => json('DELETE', at(id), options),

    copy: (id: string, copy: CopyCampaign = {}, options?: CallOptions): Promise<Campaign> =>
      json('POST', at(id, '/copy'), { ...withKey(options), body: copy }),

    /** Imports a file of any length, while it is read. */
    importRecipients: (id: string, upload: Upload, options?: CallOptions): Promise<ImportedRecipients> =>
      json('POST', at(id, '/recipients'), { ...withKey(options), upload }),

    /** Shows what an import would take of the first part of a file, and stores nothing. */
    previewImport: (
      upload: Upload,
      { columns, ...query }: PreviewImportQuery = {},
      options?: CallOptions,
    ): Promise<ImportPreview> =>
      json('POST', '/v1/imports/preview', {
        ...options,
        query: { ...query, columns: columns && JSON.stringify(columns) },
        upload,
        isRepeatable: true,
      }),

    /** Takes everyone out of a draft. */
    removeRecipients: (id: string, options?: CallOptions): Promise<void> =>
      json('DELETE', at(id, '/recipients'), options),

    /** Excludes the people of a file of any length from a draft. */
    importExclusions: (id: string, upload: Upload, options?: CallOptions): Promise<ImportedExclusions> =>
      json('POST', at(id, '/exclusions'), { ...withKey(options), upload }),

    /** Takes everyone off the list that files made. */
    removeExclusions: (id: string, options?: CallOptions): Promise<void> =>
      json('DELETE', at(id, '/exclusions'), options),

    /** Lists the files that were imported. */
    imports: (id: string, options?: CallOptions): Promise<ImportList> => json('GET', at(id, '/imports'), options),

    /** Returns the errors of the rejected rows of an import, as CSV of any length. */
    rejectedRows: (
      { rejected_csv: path }: Pick<ImportedRecipients, 'rejected_csv'>,
      options?: CallOptions,
    ): Promise<Response> => open('GET', path, { ...options, accept: 'text/csv' }),

    estimate: (id: string, options?: CallOptions): Promise<Estimate> => json('GET', at(id, '/estimate'), options),

    preview: (id: string, query?: PreviewCampaignQuery, options?: CallOptions): Promise<Preview> =>
      json('GET', at(id, '/preview'), { ...options, query: { ...query } }),

    test: (id: string, test: TestCampaign, options?: CallOptions): Promise<TestedCampaign> =>
      json('POST', at(id, '/test'), { ...withKey(options), body: test }),

    launch: (id: string, launch: LaunchCampaign = {}, options?: CallOptions): Promise<Campaign | ChangedCampaign> =>
      json('POST', at(id, '/launch'), { ...withKey(options), body: launch }),

    pause: (id: string, options?: CallOptions): Promise<Campaign | ChangedCampaign> =>
      json('POST', at(id, '/pause'), withKey(options)),

    resume: (id: string, resume: ResumeCampaign = {}, options?: CallOptions): Promise<Campaign | ChangedCampaign> =>
      json('POST', at(id, '/resume'), { ...withKey(options), body: resume }),

    cancel: (id: string, options?: CallOptions): Promise<Campaign | ChangedCampaign> =>
      json('POST', at(id, '/cancel'), withKey(options)),

    retry: (id: string, filter: RetryCampaign = {}, options?: CallOptions): Promise<RetriedMessages> =>
      json('POST', at(id, '/retry'), { ...withKey(options), body: filter }),

    /** Yields the progress after every change until the campaign ends, over broken connections too. */
    progress: (id: string, options: CallOptions = {}): AsyncGenerator<CampaignProgress, void> => {
      const stream = { accept: 'text/event-stream', retries: 0 };
      return followProgress((signal) => open('GET', at(id, '/stream'), { ...options, ...stream, signal }), options);
    },

    history: (
      id: string,
      query: { step?: 'auto' | 'minute' | 'hour' | 'day' } = {},
      options?: CallOptions,
    ): Promise<CampaignHistory> => json('GET', at(id, '/history'), { ...options, query }),

    recipients: (id: string, query?: ListRecipientsQuery, options?: CallOptions): List<Recipient, RecipientPage> =>
      makeList(transport, at(id, '/recipients'), { ...options, query }),

    /** Returns all recipients with the status of their messages, as CSV of any length. */
    exportRecipients: (
      id: string,
      query: { status?: keyof CampaignProgress['by_status'] } = {},
      options?: CallOptions,
    ): Promise<Response> => open('GET', at(id, '/recipients.csv'), { ...options, query, accept: 'text/csv' }),
  };
};
