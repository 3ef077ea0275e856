import type {
  AccountLook,
  AuditEntry,
  Balance,
  ListedPrice,
  Priced,
  PriceLook,
  ReportPosition,
  UsageCheck,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { loadProgress, loadProgresses } from '../campaigns/progress.ts';
import { findRecipientReportPage } from '../campaigns/recipient-report.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { changeSettings, findSettings, findTestNumbers, type SettingsRequest } from '../settings/settings.ts';
import { findBalance, saveBalance, takeAccountLook } from './balance.ts';
import { findDaySpending, loadDailyBudget, saveAlerts } from './budget-alerts.ts';
import {
  findOtherBudgets,
  findPrices,
  findUnpriced,
  passLook,
  savePrices,
  seedPrices,
  setPrices,
  takeLook,
} from './prices.ts';
import { makeFindRemainingCosts } from './remaining-costs.ts';
import { findUncheckedDay, findUsageCheck, saveUsageCheck } from './usage.ts';

type Deps = { kysely: Kysely<Schema>; bulkPool: Pool; sealer: Sealer };

/** Stores prices, costs, budgets and alerts. */
export const pricingMethods = ({ kysely: db, bulkPool, sealer }: Deps) => ({
  findPrices: () => findPrices(db),
  savePrices: (currency: string, prices: readonly ListedPrice[], at: Date, audit?: AuditEntry) =>
    savePrices(db, { currency, prices, at, audit }),
  seedPrices: (currency: string, prices: readonly ListedPrice[], at: Date) => seedPrices(db, currency, prices, at),
  findOtherBudgets: (currency: string) => findOtherBudgets(db, currency),

  findRemainingCosts: makeFindRemainingCosts(db, bulkPool),
  findBalance: () => findBalance(db),
  takeAccountLook: (what: AccountLook, at: Date, everyMs: number) => takeAccountLook(db, what, at, everyMs),
  saveBalance: (balance: Balance) => saveBalance(db, balance),
  findUncheckedDay: (at: Date) => findUncheckedDay(db, at),
  saveUsageCheck: (check: UsageCheck) => saveUsageCheck(db, check),
  findUsageCheck: () => findUsageCheck(db),

  takeLook: (at: Date, pauseMs: number) => takeLook(db, at, pauseMs),
  findUnpriced: (look: PriceLook, limit: number) => findUnpriced(db, look, limit),
  setPrices: (prices: readonly Priced[]) => setPrices(db, prices),
  passLook: (ageSeconds: number, until: Date) => passLook(db, ageSeconds, until),

  findProgress: (campaignId: string) => loadProgress(db, campaignId),
  findProgresses: (campaignIds: readonly string[]) => loadProgresses(db, campaignIds),
  findRecipientReportPage: (campaignId: string, after: ReportPosition | undefined, limit: number) =>
    findRecipientReportPage({ kysely: db, sealer }, campaignId, after, limit),

  findSettings: () => findSettings(db),
  findTestNumbers: () => findTestNumbers(db, sealer),
  findDaySpending: (at: Date) => findDaySpending(db, at),
  loadDailyBudget: (range: { since: Date; until: Date }) => loadDailyBudget(db, range),
  saveAlerts: (at: Date) => saveAlerts(db, at),
  changeSettings: (request: SettingsRequest, at: Date, audit?: AuditEntry) =>
    changeSettings({ kysely: db, sealer }, request, at, audit),
});
