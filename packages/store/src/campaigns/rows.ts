import type {
  AudienceCopy,
  CampaignSettings,
  CampaignState,
  FollowUp,
  RecordedCampaign,
  RecordedCampaignEvent,
} from '@recado/messaging';
import { sql, type Selectable, type Updateable } from 'kysely';
import { omitNulls } from '../postgres/sql.ts';
import type { CampaignEventsTable, CampaignsTable } from '../schema/campaigns.ts';

type Row = Selectable<CampaignsTable>;

export const campaignOfRow = (row: Row): RecordedCampaign => ({
  id: row.id,
  name: row.name,
  status: row.status,
  channel: row.channel,
  category: row.category,
  templateName: row.template_name,
  templateLanguage: row.template_language,
  ...(row.language_per_recipient && { languagePerRecipient: true }),
  variables: row.variables,
  senderIds: row.sender_ids,
  dryRun: row.dry_run,
  ...(row.ignores_balance && { ignoresBalance: true }),
  recipients: Number(row.recipients),
  ...(Number(row.exclusions) > 0 && { exclusions: Number(row.exclusions) }),
  version: row.version,
  audienceVersion: row.audience_version,
  createdAt: row.created_at,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
  ...omitNulls({
    statusReason: row.status_reason,
    sendAt: row.send_at,
    window: row.sending_window,
    validFor: row.valid_seconds,
    budget: pair(row.budget_amount, row.budget_currency, (amount, currency) => ({ amount, currency })),
    fallback: row.fallback,
    frequencyCap: pair(row.cap_messages, row.cap_seconds, (messages, period) => ({ messages, period })),
    copy: row.audience_copy && copyOf(row.audience_copy),
    exclude: row.excluded_campaigns && { campaigns: row.excluded_campaigns },
    consent: pair(row.consent_source, row.consent_evidence, (source, evidence) => ({ source, evidence })),
    launchedAt: row.launched_at,
    launchedBy: row.launched_by,
    pausedAt: row.paused_at,
    firstPart: row.first_part,
    trace: row.trace,
    firstPartFedAt: row.first_part === null ? null : row.first_part_fed_at,
    endedAt: row.ended_at,
  }),
});

const copyOf = (stored: NonNullable<Row['audience_copy']>): AudienceCopy => ({
  from: stored.from,
  where: stored.where,
  afterSeconds: stored.after_seconds,
  cutoff: new Date(stored.cutoff),
  leftOut: stored.left_out,
  isDone: stored.is_done,
});

/** A copy that has not begun. */
export const newCopyOf = ({ from, where, afterSeconds, cutoff }: FollowUp): string =>
  JSON.stringify({ from, where, after_seconds: afterSeconds, cutoff, left_out: {}, is_done: false });

const pair = <A, B, Pair>(a: A | null, b: B | null, make: (a: A, b: B) => Pair): Pair | undefined =>
  a !== null && b !== null ? make(a, b) : undefined;

/** Every column of the settings, because a missing value deletes the stored one. */
export const columnsOfSettings = (settings: CampaignSettings) =>
  ({
    name: settings.name,
    channel: settings.channel,
    category: settings.category,
    template_name: settings.templateName,
    template_language: settings.templateLanguage,
    language_per_recipient: settings.languagePerRecipient ?? false,
    variables: JSON.stringify(settings.variables),
    sender_ids: settings.senderIds,
    send_at: settings.sendAt ?? null,
    sending_window: json(settings.window),
    valid_seconds: settings.validFor ?? null,
    budget_amount: settings.budget?.amount ?? null,
    budget_currency: settings.budget?.currency ?? null,
    fallback: json(settings.fallback),
    cap_messages: settings.frequencyCap?.messages ?? null,
    cap_seconds: settings.frequencyCap?.period ?? null,
    consent_source: settings.consent?.source ?? null,
    consent_evidence: settings.consent?.evidence ?? null,
    excluded_campaigns: settings.exclude?.campaigns ?? null,
    dry_run: settings.dryRun,
  }) satisfies Updateable<CampaignsTable>;

const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));

/** Every column of the state, because a missing value deletes the stored one. */
export const columnsOfState = (state: CampaignState) =>
  ({
    status: state.status,
    status_reason: state.statusReason ?? null,
    launched_at: state.launchedAt ?? null,
    launched_by: state.launchedBy ?? null,
    trace: state.trace ?? null,
    ignores_balance: state.ignoresBalance ?? null,
    paused_at: state.pausedAt ?? null,
    first_part: state.firstPart ?? null,
    ended_at: state.endedAt ?? null,
  }) satisfies Updateable<CampaignsTable>;

export const campaignEventOfRow = (row: Selectable<CampaignEventsTable>): RecordedCampaignEvent => ({
  at: row.at,
  type: row.type,
  ...omitNulls({ by: row.by, reason: row.reason, detail: row.detail }),
});

/** Returns all senders of a campaign, also the one of its fallback SMS. */
export const poolOf = sql`campaigns.sender_ids || coalesce(campaigns.fallback ->> 'sender', '')`;
