import { postForm, type Fields } from './signed-form.ts';

let came = 0;

/** The form that Twilio posts when a person writes to the shop by WhatsApp. */
export const inboundForm = (from: string, body: string, more: Fields = {}): Fields => ({
  AccountSid: `AC${'0'.repeat(32)}`,
  MessageSid: `SM${String((came += 1)).padStart(32, '0')}`,
  SmsStatus: 'received',
  From: `whatsapp:${from}`,
  To: 'whatsapp:+551150289876',
  Body: body,
  NumMedia: '0',
  ProfileName: 'Maria',
  WaId: from.slice(1),
  ...more,
});

export const postInbound = (apiUrl: string, form: Fields) => postForm(apiUrl, '/webhooks/twilio/inbound', form);
