import type { ImportedConsents } from '@recado/contract';
import type { ApiClient } from '../api/client.ts';
import type { Shipment } from './shipment.ts';

const promotion = 'promotion';

const fileOf = (people: string[]): Uint8Array => Buffer.from(['telefone', ...people].join('\n'));

/** Lets everyone who is to get a promotion agree to it first, as a shop takes over what it has on paper: from a file. */
export const agreeToPromotions = (
  { consents }: Pick<ApiClient, 'consents'>,
  shipments: Shipment[],
  at: Date,
): Promise<ImportedConsents> => {
  const people = shipments.filter(({ label }) => label === promotion).map(({ request }) => request.to);
  return consents.upload(
    { contentType: 'text/csv', body: ReadableStream.from([fileOf(people)]) },
    { channel: 'whatsapp', source: 'the demo', evidence: 'nobody receives it', occurred_at: at.toISOString() },
  );
};
