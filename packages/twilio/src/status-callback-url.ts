/**
 * Twilio reads these from the fragment and sends it to nobody. It tries again after any failure, up to five times, but
 * all within 15 s: an answer that takes longer than 4 s is given up so that there is time for the next try.
 */
const overrides = 'ct=2000&rt=4000&tt=15000&rc=5&rp=all';

/** Where Twilio reports on a message: our id is in the path, so that a report names the message even if Twilio's answer was lost. */
export const makeStatusCallbackUrl = (publicUrl: string): ((messageId: string) => string) => {
  const base = `${publicUrl.replace(/\/+$/, '')}/webhooks/twilio/status/`;
  return (messageId) => `${base}${encodeURIComponent(messageId)}#${overrides}`;
};
