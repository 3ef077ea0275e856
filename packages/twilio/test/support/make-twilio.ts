import type { Submission } from '@recado/messaging';
import { createTwilio, type TwilioOptions } from '../../src/client.ts';

export const accountSid = `AC${'0'.repeat(32)}`;
export const messageSid = `SM${'0a'.repeat(16)}`;

export const submission: Submission = {
  messageId: '0199b0c2-aaaa-7000-8000-000000000001',
  channel: 'sms',
  from: '+551150289876',
  to: '+5511988887777',
  content: { kind: 'body', body: 'Seu pedido saiu' },
};

export const makeTwilio = (options: Partial<TwilioOptions> & Pick<TwilioOptions, 'baseUrl'>) =>
  createTwilio({
    accountSid,
    authToken: 'token',
    timeoutMs: 10_000,
    publicUrl: 'https://recado.example.com',
    ...options,
  });
