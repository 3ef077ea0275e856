import { randomBytes } from 'node:crypto';

export const bootstrapKey = `test-${randomBytes(16).toString('hex')}`;
export const twilioAccountSid = `AC${'0'.repeat(32)}`;
export const twilioAuthToken = randomBytes(16).toString('hex');
export const publicUrl = 'https://recado.example.com';

const randomKey = (): string => randomBytes(32).toString('base64');

const sealing = { RECADO_ENCRYPTION_KEYS: `k1:${randomKey()}`, RECADO_INDEX_KEY: randomKey() };

/** The environment of the API, on a free port and with the simulator's contents. */
export const environment = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  TWILIO_ACCOUNT_SID: twilioAccountSid,
  TWILIO_AUTH_TOKEN: twilioAuthToken,
  TWILIO_API_BASE_URL: 'http://127.0.0.1:1',
  PUBLIC_URL: publicUrl,
  PORT: '0',
  RECADO_API_KEY: bootstrapKey,
  RECADO_SENDERS: JSON.stringify([
    { id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 80 },
    { id: 'store-sms', channel: 'sms', address: '+551150289877', mps: 10 },
  ]),
  ...sealing,
});
