import type { DoubleOptIn, Money, RetentionDays, SendingWindow, TwilioCopy } from '@recado/contract';
import type { OptOutConfirmation } from '../inbound/opt-out-confirmation.ts';

/** What holds for all that is sent. */
export type AccountSettings = {
  dailyBudget?: Money;
  alertWebhook?: { url: string };
  marketingRequiresConsent: { whatsapp: boolean; sms: boolean };
  marketingWindow: SendingWindow;
  optOutConfirmation: OptOutConfirmation;
  retentionDays: RetentionDays;
  twilioCopy: TwilioCopy;
  doubleOptIn: DoubleOptIn;
};

/** Where alerts go, and what signs them: `whsec_` and a key in base64. */
export type AlertWebhook = { url: string; secret: string };

/** What is named changes; null takes it away. */
export type SettingsChange = {
  dailyBudget?: Money | null;
  alertWebhook?: AlertWebhook | null;
  marketingRequiresConsent?: AccountSettings['marketingRequiresConsent'];
  marketingWindow?: SendingWindow | null;
  optOutConfirmation?: OptOutConfirmation | null;
  retentionDays?: RetentionDays;
  twilioCopy?: TwilioCopy;
  doubleOptIn?: DoubleOptIn | null;
};
