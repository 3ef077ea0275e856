import { Contact, ErasedContact, OptOuts } from '@recado/contract';
import type { Caller } from './http.ts';

/** What `POST …/opt-out` and `/opt-in` take, as someone writes it. The API checks it. */
export type OptOutRequest = { channel?: string; purpose?: string };

/** What is held of one person. A number may be spelled in any way that the API understands. */
export const makeContactCalls = ({ call, open }: Caller) => {
  const at = (phone: string, what = '') => `/v1/contacts/${encodeURIComponent(phone)}${what}`;
  return {
    find: (phone: string): Promise<Contact> => call(Contact, { method: 'GET', path: at(phone) }),
    /** All of it as one JSON document, of any length. */
    export: async (phone: string) => (await open(at(phone, '/export'))).body,
    erase: (phone: string): Promise<ErasedContact> => call(ErasedContact, { method: 'DELETE', path: at(phone) }),
    optOut: (phone: string, body: OptOutRequest): Promise<OptOuts> =>
      call(OptOuts, { method: 'POST', path: at(phone, '/opt-out'), body }),
    optIn: (phone: string, body: OptOutRequest): Promise<OptOuts> =>
      call(OptOuts, { method: 'POST', path: at(phone, '/opt-in'), body }),
  };
};
export type ContactCalls = ReturnType<typeof makeContactCalls>;
