import type { Money, RecipientStatus, Status } from '@recado/contract';

/** Describes one recipient of a campaign, with the outcome of the message. */
export type RecipientReportRow = {
  /** This line of the file named the person first. */
  line: number;
  /** E.164; missing once it was erased. */
  to?: string;
  status: RecipientStatus;
  reason?: string;
  errorCode?: number;
  messageId: string;
  sentAt?: Date;
  deliveredAt?: Date;
  readAt?: Date;
  /** Twilio charged this cost, or it is the expected one. */
  cost?: Money;
  /** Shows the status of the fallback SMS. */
  fallbackStatus?: Status;
};

/** Behind which person a page begins, in an order that does not change. */
export type ReportPosition = { zoneSet: number; slot: number; id: string };

export type RecipientReportPage = { entries: RecipientReportRow[]; last?: ReportPosition };

export type RecipientReportDeps = {
  findRecipientReportPage: (
    campaignId: string,
    after: ReportPosition | undefined,
    limit: number,
  ) => Promise<RecipientReportPage>;
};

const pageSize = 1_000;

/** Everyone of a campaign's audience, a page at a time, with nothing kept but the page. Ends at the end of the audience. */
export async function* recipientReport(
  deps: RecipientReportDeps,
  campaignId: string,
  status?: RecipientStatus,
): AsyncGenerator<RecipientReportRow[], void> {
  let after: ReportPosition | undefined;
  do {
    const { entries, last } = await deps.findRecipientReportPage(campaignId, after, pageSize);
    yield status ? entries.filter((entry) => entry.status === status) : entries;
    after = entries.length === pageSize ? last : undefined;
  } while (after);
}
