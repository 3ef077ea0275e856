import type { ErasedContact } from '@recado/contract';
import { fields } from '../terminal/fields.ts';

/** What an erasure found. */
export const showErased = ({ phone, erased }: ErasedContact): string => {
  const { messages, campaigns, inbound, consents } = erased;
  if (messages + campaigns + inbound + consents === 0) return `There was nothing of ${phone} to erase.`;
  return fields([
    ['erased', phone],
    ['messages', messages],
    ['inbound', inbound],
    ['campaigns', campaigns],
    ['consents', consents],
  ]);
};
