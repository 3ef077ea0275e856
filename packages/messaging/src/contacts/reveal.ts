import { Refusal } from '../errors.ts';
import type { AuditEntry, ByActor } from '../audit/audit.ts';

/** More than this would be an export, which is another right. */
const revealsPerHour = 60;
const hourMs = 3_600_000;

type Deps = {
  clock: () => Date;
  loadMessage: (id: string) => Promise<{ message: { to?: string | undefined } } | undefined>;
  findAudienceMember: (campaignId: string, choice: { id: string }) => Promise<{ to: string } | undefined>;
  /** See recordLookup. */
  writeLimitedEntry: (entry: AuditEntry, bounds: { limit: number; since: Date }) => Promise<Date | undefined>;
};

export type Revealed = { messageId: string } | { campaignId: string; recipientId: string };

/**
 * Returns the whole number of one message or recipient, after the audit log has it. Throws a Refusal if there is none, and
 * after 60 of them within an hour.
 */
export const revealNumber = async (
  deps: Deps,
  { of, object, reason }: { of: Revealed; object: string; reason?: string | undefined },
  { actor }: ByActor,
): Promise<string> => {
  const to =
    'messageId' in of
      ? (await deps.loadMessage(of.messageId))?.message.to
      : (await deps.findAudienceMember(of.campaignId, { id: of.recipientId }))?.to;
  if (!to) throw new Refusal('not-found', 'There is no such message or recipient, or its number was deleted');
  const at = deps.clock();
  const entry = { at, actor, action: 'number.revealed', object, ...(reason !== undefined && { detail: { reason } }) };
  const oldest = await deps.writeLimitedEntry(entry, { limit: revealsPerHour, since: new Date(at.getTime() - hourMs) });
  if (!oldest) return to;
  const minutes = Math.ceil((oldest.getTime() + hourMs - at.getTime()) / 60_000);
  throw new Refusal(
    'rate-limited',
    `You may reveal ${revealsPerHour} numbers per hour. Try again in ${minutes} minutes`,
  );
};
