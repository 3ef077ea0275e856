import type { CreateCampaign, Money } from '@recado/contract';
import { refuseField } from '../errors.ts';
import { scheduleOf } from '../schedule.ts';
import { checkWindow } from '../sending-window/window.ts';
import type { CampaignSettings } from './campaign.ts';

export type PlanDeps = {
  clock: () => Date;
  /** The price list's; `undefined` as long as there is none. */
  findPriceCurrency: () => Promise<string | undefined>;
};

/** All of the settings but what is said, by whom and to which kind of people. */
export type CampaignPlan = Pick<
  CampaignSettings,
  'name' | 'sendAt' | 'window' | 'validFor' | 'budget' | 'frequencyCap' | 'consent' | 'dryRun'
>;

const checkBudget = (budget: Money | undefined, currency: string | undefined) => {
  if (budget && currency !== undefined && budget.currency !== currency)
    throw refuseField('budget.currency', 'other_currency', `is not ${currency}, in which the prices are`);
};

/** When, for how much and under which rules a campaign goes. Throws a Refusal of what would never come true. */
export const draftPlan = async (deps: PlanDeps, wish: CreateCampaign): Promise<CampaignPlan> => {
  const now = deps.clock();
  const { sendAt } = scheduleOf({ send_at: wish.send_at }, now);
  if (wish.window) checkWindow(wish.window, now);
  if (wish.budget) checkBudget(wish.budget, await deps.findPriceCurrency());
  return {
    name: wish.name,
    ...(sendAt && { sendAt }),
    ...(wish.window && { window: wish.window }),
    ...(wish.valid_for !== undefined && { validFor: wish.valid_for }),
    ...(wish.budget && { budget: wish.budget }),
    ...(wish.frequency_cap && { frequencyCap: wish.frequency_cap }),
    ...(wish.consent && { consent: wish.consent }),
    dryRun: wish.dry_run ?? false,
  };
};
