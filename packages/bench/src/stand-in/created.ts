import { account } from '../lab/account.ts';

const date = 'Sun, 22 Nov 2026 12:00:00 +0000';

/** Returns the SID of the nth created message. */
export const sidOf = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;

/** Returns Twilio's response to a create request, with the whole resource. */
export const created = (n: number): Buffer => Buffer.from(pieces.join(sidOf(n)));

const resource = (sid: string) => ({
  sid,
  account_sid: account.sid,
  messaging_service_sid: null,
  from: 'whatsapp:+551150289876',
  to: 'whatsapp:+5511987654321',
  body: 'Recebemos o seu pedido 1042 e já estamos cuidando dele. Obrigado pela compra!',
  status: 'queued',
  direction: 'outbound-api',
  num_segments: '1',
  num_media: '0',
  price: null,
  price_unit: null,
  error_code: null,
  error_message: null,
  date_created: date,
  date_sent: null,
  date_updated: date,
  api_version: '2010-04-01',
  uri: `/2010-04-01/Accounts/${account.sid}/Messages/${sid}.json`,
  subresource_uris: { media: `/2010-04-01/Accounts/${account.sid}/Messages/${sid}/Media.json` },
});

const placeholder = sidOf(0);
const [...pieces] = JSON.stringify(resource(placeholder)).split(placeholder);
