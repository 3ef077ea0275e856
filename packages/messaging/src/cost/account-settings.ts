import type { Money, SendingWindow } from '@recado/contract';

/** What holds for all that is sent. */
export type AccountSettings = {
  dailyBudget?: Money;
  alertWebhook?: { url: string };
  marketingRequiresConsent: { whatsapp: boolean; sms: boolean };
  marketingWindow: SendingWindow;
};

/** Where alerts go, and what signs them: `whsec_` and a key in base64. */
export type AlertWebhook = { url: string; secret: string };

/** What is named changes; null takes it away. */
export type SettingsChange = {
  dailyBudget?: Money | null;
  alertWebhook?: AlertWebhook | null;
  marketingRequiresConsent?: AccountSettings['marketingRequiresConsent'];
  marketingWindow?: SendingWindow | null;
};
