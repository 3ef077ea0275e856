import type { PutSettings } from '@recado/contract';
import { refuseField } from '../refusal.ts';
import { openingOf } from '../window/window.ts';
import type { AccountSettings, AlertWebhook, SettingsChange } from './account-settings.ts';
import type { PriceList } from './price-list.ts';

export type PutSettingsDeps = {
  clock: () => Date;
  findPrices: () => Promise<PriceList | undefined>;
  findSettings: () => Promise<AccountSettings>;
  findAlertWebhook: () => Promise<AlertWebhook | undefined>;
  changeSettings: (change: SettingsChange, at: Date) => Promise<void>;
};

const checkBudget = async (deps: PutSettingsDeps, budget: PutSettings['daily_budget']): Promise<void> => {
  if (!budget) return;
  const prices = await deps.findPrices();
  if (prices && prices.currency !== budget.currency)
    throw refuseField('daily_budget.currency', 'other_currency', `must be the price list's, ${prices.currency}`);
};

const webhookOf = async (
  deps: PutSettingsDeps,
  { url, secret }: NonNullable<PutSettings['alert_webhook']>,
): Promise<AlertWebhook> => {
  const signedBy = secret ?? (await deps.findAlertWebhook())?.secret;
  if (signedBy === undefined) throw refuseField('alert_webhook.secret', 'required', 'is needed: none is stored yet');
  return { url, secret: signedBy };
};

const changeOf = async (deps: PutSettingsDeps, wish: PutSettings): Promise<SettingsChange> => {
  const { daily_budget: dailyBudget, alert_webhook: webhook, marketing_window: marketingWindow } = wish;
  const { opt_out_confirmation: confirmation } = wish;
  const before = wish.marketing_requires_consent && (await deps.findSettings()).marketingRequiresConsent;
  const { whatsapp, sms } = { ...before, ...wish.marketing_requires_consent };
  return {
    ...(dailyBudget !== undefined && { dailyBudget }),
    ...(webhook !== undefined && { alertWebhook: webhook && (await webhookOf(deps, webhook)) }),
    ...(whatsapp !== undefined && sms !== undefined && { marketingRequiresConsent: { whatsapp, sms } }),
    ...(marketingWindow !== undefined && { marketingWindow }),
    ...(confirmation !== undefined && { optOutConfirmation: confirmation }),
  };
};

/** Changes the settings that are named, and gives all of them. */
export const putSettings = async (deps: PutSettingsDeps, wish: PutSettings): Promise<AccountSettings> => {
  const now = deps.clock();
  if (wish.marketing_window && 'never' in openingOf(wish.marketing_window, ['UTC'], now))
    throw refuseField(
      'marketing_window',
      'never_opens',
      'does not open within a year: its holidays are all of its days',
    );
  await checkBudget(deps, wish.daily_budget);
  await deps.changeSettings(await changeOf(deps, wish), now);
  return deps.findSettings();
};
