import type { DoubleOptIn, Money, RetentionDays, SendingWindow, TwilioCopy } from '@recado/contract';
import {
  askedOnce,
  defaultConfirmation,
  defaultMarketingWindow,
  keepsAll,
  type AccountSettings,
  type AlertWebhook,
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
type Kept = {
  daily_budget: Money;
  alert_webhook: { url: string; secret_sealed: string };
  marketing_requires_consent: { whatsapp: boolean; sms: boolean };
  quiet_hours: SendingWindow;
  opt_out_confirmation: OptOutConfirmation;
  retention_days: RetentionDays;
  twilio_copy: TwilioCopy;
  double_opt_in: DoubleOptIn;
};

const webhookPlace = secretOf('alert_webhook');

/** Returns the settings, with defaults for those that were never set. */
export const findSettings = async (db: Kysely<Schema>): Promise<AccountSettings> => {
  const kept = await readKept(db);
  return {
    ...omitNulls({ dailyBudget: kept.daily_budget }),
    ...(kept.alert_webhook && { alertWebhook: { url: kept.alert_webhook.url } }),
    marketingRequiresConsent: kept.marketing_requires_consent ?? { whatsapp: true, sms: true },
    marketingWindow: kept.quiet_hours ?? defaultMarketingWindow,
    optOutConfirmation: kept.opt_out_confirmation ?? defaultConfirmation,
    retentionDays: kept.retention_days ?? keepsAll,
    twilioCopy: kept.twilio_copy ?? 'keep',
    doubleOptIn: kept.double_opt_in ?? askedOnce,
  };
};

const readKept = async (db: Kysely<Schema>): Promise<Partial<Kept>> => {
  const rows = await db.selectFrom('settings').select(['name', 'value']).execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Partial<Kept>;
};

export const findAlertWebhook = async (db: Kysely<Schema>, { open }: Sealer): Promise<AlertWebhook | undefined> => {
  const { alert_webhook: kept } = await readKept(db);
  return kept && { url: kept.url, secret: open(Buffer.from(kept.secret_sealed, 'base64'), webhookPlace) };
};

const keptOf = (
  change: SettingsChange,
  { seal }: Sealer,
): { [Name in keyof Kept]?: Kept[Name] | null | undefined } => ({
  daily_budget: change.dailyBudget,
  alert_webhook: change.alertWebhook && {
    url: change.alertWebhook.url,
    secret_sealed: seal(change.alertWebhook.secret, webhookPlace).toString('base64'),
  },
  marketing_requires_consent: change.marketingRequiresConsent,
  quiet_hours: change.marketingWindow,
  opt_out_confirmation: change.optOutConfirmation,
  retention_days: change.retentionDays,
  twilio_copy: change.twilioCopy,
  double_opt_in: change.doubleOptIn,
});

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
    await sql`select pg_advisory_xact_lock(hashtextextended('settings', 0))`.execute(trx);
    const change = typeof request === 'function' ? request(await findSettings(trx)) : request;
    for (const [name, kept] of Object.entries(keptOf(change, sealer))) {
      if (kept === null) await trx.deleteFrom('settings').where('name', '=', name).execute();
      if (!kept) continue;
      const value = JSON.stringify(kept);
      await trx
        .insertInto('settings')
        .values({ name, value, updated_at: at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: at }))
        .execute();
    }
    if (audit) await writeAuditEntry(trx, audit);
  });
