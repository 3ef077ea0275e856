import {
  Campaign,
  CampaignPage,
  Estimate,
  ImportedRecipients,
  Preview,
  RetriedMessages,
  TestedCampaign,
  type CampaignProgress,
} from '@recado/contract';
import { followProgress } from './follow-progress.ts';
import type { Caller } from './http.ts';
import { query } from './query.ts';
import { uploadTo, type Upload } from './upload.ts';

/** What `POST /v1/campaigns` takes, as someone writes it. The API checks it. */
export type CampaignRequest = { name: string; template: string } & Record<string, unknown>;

export type Control = 'pause' | 'resume' | 'cancel';

export const makeCampaignCalls = ({ call, open }: Caller) => {
  const at = (id: string, what = '') => `/v1/campaigns/${encodeURIComponent(id)}${what}`;
  return {
    create: (campaign: CampaignRequest, idempotencyKey: string): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: '/v1/campaigns', body: campaign, idempotencyKey }),
    list: (filter: { status?: string; limit?: string; cursor?: string }): Promise<CampaignPage> =>
      call(CampaignPage, { method: 'GET', path: `/v1/campaigns${query(filter)}` }),
    find: (id: string): Promise<Campaign> => call(Campaign, { method: 'GET', path: at(id) }),
    upload: (id: string, file: Upload): Promise<ImportedRecipients> =>
      uploadTo(open, ImportedRecipients, at(id, '/recipients'), file),
    estimate: (id: string): Promise<Estimate> => call(Estimate, { method: 'GET', path: at(id, '/estimate') }),
    preview: (id: string, which: { line?: string; to?: string }): Promise<Preview> =>
      call(Preview, { method: 'GET', path: at(id, `/preview${query(which)}`) }),
    test: (id: string, body: { to: string[]; variables?: Record<string, string>; sender?: string }, key: string) =>
      call(TestedCampaign, { method: 'POST', path: at(id, '/test'), body, idempotencyKey: key }),
    launch: (id: string, estimateVersion: string): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: at(id, '/launch'), body: { estimate_version: estimateVersion } }),
    control: (id: string, what: Control): Promise<Campaign> =>
      call(Campaign, { method: 'POST', path: at(id, `/${what}`) }),
    retry: (id: string, body: { status?: string; error_code?: number }): Promise<RetriedMessages> =>
      call(RetriedMessages, { method: 'POST', path: at(id, '/retry'), body }),
    /** How far it comes, with every change, until nothing more is sent. Goes on after a connection that broke. */
    progress: (id: string): AsyncGenerator<CampaignProgress> =>
      followProgress((signal) => open(at(id, '/stream'), { headers: { accept: 'text/event-stream' }, signal })),
    /** Everyone of the audience with what became of them, as CSV. */
    ledger: async (id: string, status?: string) => (await open(at(id, `/recipients.csv${query({ status })}`))).body,
    /** What is wrong with the rows of a file that were not taken, as CSV. `path` as the import told it. */
    rejections: async (path: string) => (await open(path)).body,
  };
};
export type CampaignCalls = ReturnType<typeof makeCampaignCalls>;
