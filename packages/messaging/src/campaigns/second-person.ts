import type { LaunchApproval, Money } from '@recado/contract';
import type { Actor, AuditEntry, AuditFilter, RecordedAuditEntry } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import type { RequestContext } from './change.ts';
import { microsOf } from '../pricing/prices.ts';
import type { CampaignEstimate } from './estimate.ts';

export type SecondPersonDeps = {
  clock: () => Date;
  findSettings: () => Promise<{ launchApproval?: LaunchApproval }>;
  loadAuditEntries: (filter: AuditFilter) => Promise<RecordedAuditEntry[]>;
  writeAuditEntry: (entry: AuditEntry) => Promise<void>;
};

/** Entries of the audit log by which a draft became what would be sent. */
const edits = [
  'campaign.created',
  'campaign.changed',
  'campaign.recipients_imported',
  'campaign.recipients_removed',
  'campaign.exclusions_imported',
  'campaign.exclusions_removed',
];

/**
 * Refuses the launch of a large campaign by the person or key that changed it last, and writes the refusal down. The
 * setting `launch_approval` says what is large.
 */
export const checkSecondPerson = async (
  deps: SecondPersonDeps,
  id: string,
  { context: { by = '', byId }, estimate }: { context: RequestContext; estimate: () => Promise<CampaignEstimate> },
): Promise<void> => {
  const { launchApproval } = await deps.findSettings();
  if (!launchApproval || !isAbove(await estimate(), launchApproval)) return;
  const object = `campaigns/${id}`;
  const editor = await lastEditorOf(deps, object);
  if (!editor || (editor.id ?? editor.name) !== (byId ?? by)) return;
  const actor = { name: by, ...(byId !== undefined && { id: byId }) };
  await deps.writeAuditEntry({ at: deps.clock(), actor, action: 'campaign.launch_refused', object });
  throw new Refusal(
    'forbidden',
    'The campaign is above the limit of the setting launch_approval. Another person than the one who changed it last must launch it',
    [{ field: '', reason: 'needs_second_person', message: 'must be launched by another person' }],
  );
};

/** The audit log forgets edits by their age. */
const lastEditorOf = async (
  { loadAuditEntries }: Pick<SecondPersonDeps, 'loadAuditEntries'>,
  object: string,
): Promise<Actor | undefined> => {
  const newest = await Promise.all(edits.map((action) => loadAuditEntries({ object, action, limit: 1 })));
  return newest.flat().toSorted((one, other) => (one.id < other.id ? 1 : -1))[0]?.actor;
};

const isAbove = (
  { toSend, priced }: CampaignEstimate,
  { above_people: people, above_cost: limit }: LaunchApproval,
): boolean => (people !== undefined && toSend.people > people) || (limit !== undefined && isMore(priced.cost, limit));

/** A cost that is unknown, or in another currency, may be more. */
const isMore = (cost: Money | undefined, limit: Money): boolean =>
  cost?.currency !== limit.currency || microsOf(cost.amount) > microsOf(limit.amount);
