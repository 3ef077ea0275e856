import { ConsentProof, ImportedConsents } from '@recado/contract';
import type { Caller } from './http.ts';
import { query } from './query.ts';
import { uploadTo, type Upload } from './upload.ts';

/** What holds for rows that do not say it themselves, as someone writes it. The API checks it. */
type Default = 'channel' | 'source' | 'evidence' | 'occurred_at';
export type ConsentDefaults = { [Name in Default]?: string | undefined };

/** The ledger of who agreed to marketing. */
export const makeConsentCalls = ({ call, open }: Caller) => ({
  upload: (file: Upload, defaults: ConsentDefaults = {}): Promise<ImportedConsents> =>
    uploadTo(open, ImportedConsents, `/v1/consents${query(defaults)}`, file),
  prove: (phone: string): Promise<ConsentProof> =>
    call(ConsentProof, { method: 'GET', path: `/v1/contacts/${encodeURIComponent(phone)}/consents` }),
});
