import type {
  DoubleOptIn,
  FrequencyCap,
  LaunchApproval,
  Money,
  ObjectionLimits,
  RetentionDays,
  SendingWindow,
  TwilioCopy,
} from '@recado/contract';
import {
  singleOptIn,
  defaultConfirmation,
  defaultMarketingWindow,
  defaultObjectionLimits,
  keepsAll,
  maskNumber,
  type AccountSettings,
  type AuditEntry,
  type OptOutConfirmation,
  type SettingsChange,
} from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { secretOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** Under which names the settings are kept, and as what. */
type StoredSettings = {
  daily_budget: Money;
  marketing_requires_consent: { whatsapp: boolean; sms: boolean };
  quiet_hours: SendingWindow;
  opt_out_confirmation: OptOutConfirmation;
  retention_days: RetentionDays;
  event_log_days: number;
  twilio_copy: TwilioCopy;
  double_opt_in: DoubleOptIn;
  marketing_cap: FrequencyCap;
  objection_limits: ObjectionLimits;
  launch_approval: LaunchApproval;
  /** Absent if it is not so. */
  whatsapp_price_is_whole: true;
  report_timezone: string;
  test_numbers: { masked: string[]; secret_sealed: string };
};

const testNumbersPlace = secretOf('test_numbers');

/** Returns the settings, with defaults for those that were never set. */
export const findSettings = async (db: Kysely<Schema>): Promise<AccountSettings> => {
  const stored = await readStored(db);
  return {
    ...omitNulls({
      dailyBudget: stored.daily_budget,
      marketingCap: stored.marketing_cap,
      launchApproval: stored.launch_approval,
    }),
    objectionLimits: stored.objection_limits ?? defaultObjectionLimits,
    marketingRequiresConsent: stored.marketing_requires_consent ?? { whatsapp: true, sms: true },
    marketingWindow: stored.quiet_hours ?? defaultMarketingWindow,
    optOutConfirmation: stored.opt_out_confirmation ?? defaultConfirmation,
    retentionDays: { ...keepsAll, ...stored.retention_days },
    eventLogDays: stored.event_log_days ?? 30,
    twilioCopy: stored.twilio_copy ?? 'keep',
    doubleOptIn: stored.double_opt_in ?? singleOptIn,
    whatsappPriceIsWhole: stored.whatsapp_price_is_whole ?? false,
    reportTimezone: stored.report_timezone ?? 'UTC',
    testNumbers: stored.test_numbers?.masked ?? [],
  };
};

/** Identifies this installation; the first migration made the id. A copy of the database has the same one. */
export const findInstallation = async (db: Kysely<Schema>): Promise<string> => {
  const row = await db.selectFrom('settings').select('value').where('name', '=', 'installation').executeTakeFirst();
  if (typeof row?.value === 'string') return row.value;
  throw new Error('The table settings has no id of this installation. Create the database again with `recado migrate`');
};

const readStored = async (db: Kysely<Schema>): Promise<Partial<StoredSettings>> => {
  const rows = await db.selectFrom('settings').select(['name', 'value']).execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Partial<StoredSettings>;
};

/** The numbers in E.164 that may get tests of campaigns. */
export const findTestNumbers = async (db: Kysely<Schema>, { open }: Sealer): Promise<string[]> => {
  const { test_numbers: stored } = await readStored(db);
  return stored ? open(Buffer.from(stored.secret_sealed, 'base64'), testNumbersPlace).split(' ') : [];
};

const toStored = (
  change: SettingsChange,
  { seal }: Sealer,
): { [Name in keyof StoredSettings]?: StoredSettings[Name] | null | undefined } => ({
  daily_budget: change.dailyBudget,
  marketing_requires_consent: change.marketingRequiresConsent,
  quiet_hours: change.marketingWindow,
  opt_out_confirmation: change.optOutConfirmation,
  retention_days: change.retentionDays,
  event_log_days: change.eventLogDays,
  twilio_copy: change.twilioCopy,
  double_opt_in: change.doubleOptIn,
  marketing_cap: change.marketingCap,
  objection_limits: change.objectionLimits,
  launch_approval: change.launchApproval,
  whatsapp_price_is_whole: change.whatsappPriceIsWhole === false ? null : change.whatsappPriceIsWhole,
  report_timezone: change.reportTimezone,
  test_numbers: change.testNumbers && testNumbersOf(change.testNumbers, seal),
});

/** An empty list is no list: `null` deletes the row. */
const testNumbersOf = (numbers: readonly string[], seal: Sealer['seal']): StoredSettings['test_numbers'] | null =>
  numbers.length
    ? {
        masked: numbers.map(maskNumber),
        secret_sealed: seal(numbers.join(' '), testNumbersPlace).toString('base64'),
      }
    : null;

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** The settings to change, or a function that derives the change from the current settings. */
export type SettingsRequest = SettingsChange | ((before: AccountSettings) => SettingsChange);

/**
 * Changes the named settings, all or none. Simultaneous calls run one after another, and each sees the result of the
 * one before.
 */
export const changeSettings = (
  { kysely, sealer }: Deps,
  request: SettingsRequest,
  at: Date,
  audit?: AuditEntry,
): Promise<void> =>
  kysely.transaction().execute(async (trx) => {
    await lockSettings(trx);
    const change = typeof request === 'function' ? request(await findSettings(trx)) : request;
    await writeStored(trx, toStored(change, sealer), at);
    if (audit) await writeAuditEntry(trx, audit);
  });

const lockSettings = async (db: Kysely<Schema>): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('settings', 0))`.execute(db);
};

const writeStored = async (db: Kysely<Schema>, change: object, at: Date): Promise<void> => {
  for (const [name, stored] of Object.entries(change)) {
    if (stored === null) await db.deleteFrom('settings').where('name', '=', name).execute();
    if (!stored) continue;
    const value = JSON.stringify(stored);
    await db
      .insertInto('settings')
      .values({ name, value, updated_at: at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: at }))
      .execute();
  }
};

/** Removes an erased person from the numbers for tests. `isErased` says for each number whether it is theirs. */
export const forgetTestNumbers = async (
  { kysely: db, sealer }: Deps,
  isErased: (numbers: string[]) => Promise<boolean[]>,
  at: Date,
): Promise<void> => {
  await lockSettings(db);
  const numbers = await findTestNumbers(db, sealer);
  if (!numbers.length) return;
  const erased = await isErased(numbers);
  const kept = numbers.filter((_, place) => erased[place] !== true);
  if (kept.length < numbers.length) await writeStored(db, toStored({ testNumbers: kept }, sealer), at);
};
