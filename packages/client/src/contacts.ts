import type { CallOptions, Transport, Upload } from './transport.ts';
import type {
  ChangeOptOut,
  ConsentProof,
  Contact,
  ContactSettings,
  ErasedContact,
  ImportedConsents,
  LookedUpContact,
  OptOuts,
  PutContact,
  RecordConsent,
  RecordConsentQuery,
  RemoveOptOut,
} from './types.ts';

/** `contact` is a phone number in any spelling, or the handle of a look-up. */
export const makeContacts = ({ json, open }: Transport) => {
  const at = (contact: string, part = '') => `/v1/contacts/${encodeURIComponent(contact)}${part}`;
  return {
    /** Returns a handle that stands for the number for 12 hours, so that no URL has the number. */
    lookUp: (phone: string, options?: CallOptions): Promise<LookedUpContact> =>
      json('POST', '/v1/contacts/lookup', { ...options, body: { phone }, isRepeatable: true }),

    get: (contact: string, options?: CallOptions): Promise<Contact> => json('GET', at(contact), options),

    /** Changes the settings that are named; null removes one. */
    put: (contact: string, settings: PutContact, options?: CallOptions): Promise<ContactSettings> =>
      json('PUT', at(contact), { ...options, body: settings }),

    /** Returns all data about a contact as JSON of any length. */
    export: (contact: string, options?: CallOptions): Promise<Response> => open('GET', at(contact, '/export'), options),

    erase: (contact: string, options?: CallOptions): Promise<ErasedContact> => json('DELETE', at(contact), options),

    /** Stops messages to a contact. Doing it again changes nothing. */
    optOut: (contact: string, optOut: ChangeOptOut = {}, options?: CallOptions): Promise<OptOuts> =>
      json('POST', at(contact, '/opt-out'), { ...options, body: optOut, isRepeatable: true }),

    /** Removes an opt-out because the person asked for it. It is not consent to marketing. */
    optIn: (contact: string, optIn: RemoveOptOut, options?: CallOptions): Promise<OptOuts> =>
      json('POST', at(contact, '/opt-in'), { ...options, body: optIn }),

    /** Proves the consents of a contact from the ledger. */
    consents: (contact: string, options?: CallOptions): Promise<ConsentProof> =>
      json('GET', at(contact, '/consents'), options),
  };
};

export const makeConsents = ({ json }: Transport) => ({
  /** Records one consent. The ledger knows an entry that it already has, so repeating it changes nothing. */
  record: (consent: RecordConsent, options?: CallOptions): Promise<ImportedConsents> =>
    json('POST', '/v1/consents', { ...options, body: consent, isRepeatable: true }),

  /** Imports a file of any length. `defaults` are for rows that leave fields blank. */
  import: (upload: Upload, defaults: RecordConsentQuery = {}, options?: CallOptions): Promise<ImportedConsents> =>
    json('POST', '/v1/consents', { ...options, upload, query: defaults, isRepeatable: true }),
});
