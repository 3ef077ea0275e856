/**
 * Twilio reads these from the fragment and does not send it. Twilio retries up to five times after any failure, within
 * 15 s. An answer that takes longer than 4 s is given up, which leaves time for the next try.
 */
const overrides = 'ct=2000&rt=4000&tt=15000&rc=5&rp=all';

const webhookUrl = (publicUrl: string, path: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/webhooks/twilio/${path}#${overrides}`;

/** Where Twilio reports on a message: our id is in the path, so that a report names the message even if Twilio's answer was lost. */
export const makeStatusCallbackUrl =
  (publicUrl: string) =>
  (messageId: string): string =>
    webhookUrl(publicUrl, `status/${encodeURIComponent(messageId)}`);

/** Where Twilio sends inbound messages. */
export const inboundUrlOf = (publicUrl: string): string => webhookUrl(publicUrl, 'inbound');
