import type { Settings } from '@recado/contract';
import type { AccountSettings } from '@recado/messaging';

export const presentSettings = (settings: AccountSettings): Settings => ({
  daily_budget: settings.dailyBudget ?? null,
  alert_webhook: settings.alertWebhook ?? null,
  marketing_requires_consent: settings.marketingRequiresConsent,
  marketing_window: settings.marketingWindow,
  opt_out_confirmation: settings.optOutConfirmation,
  retention_days: settings.retentionDays,
  twilio_copy: settings.twilioCopy,
  double_opt_in: settings.doubleOptIn,
});
