import { invalidCursor } from '../pagination.ts';
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
  position: ReportPosition;
  /** The language of the template that the person gets. */
  language: string;
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

export type RecipientReportDeps = {
  findRecipientReportPage: (
    campaignId: string,
    after: ReportPosition | undefined,
    limit: number,
  ) => Promise<RecipientReportRow[]>;
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
    const entries = await deps.findRecipientReportPage(campaignId, after, pageSize);
    yield status ? entries.filter((entry) => entry.status === status) : entries;
    after = entries.length === pageSize ? entries.at(-1)?.position : undefined;
  } while (after);
}

type ListQuery = {
  status?: RecipientStatus | undefined;
  reason?: string | undefined;
  error_code?: number | undefined;
  cursor?: string | undefined;
  limit: number;
};

/**
 * Returns the next people of a campaign that match all filters. A filter reads the audience in order, so it stops after
 * 200 ms with what it found. The cursor then leads to the rest, and is null only at the end of the audience.
 */
export const listRecipients = async (
  deps: RecipientReportDeps & { clock: () => Date },
  campaignId: string,
  { status, reason, error_code: code, cursor, limit }: ListQuery,
): Promise<{ entries: RecipientReportRow[]; nextCursor: string | null }> => {
  const isFiltered = status !== undefined || reason !== undefined || code !== undefined;
  const size = isFiltered ? pageSize : limit + 1;
  const stopsAt = deps.clock().getTime() + longestWalkMs;
  const entries: RecipientReportRow[] = [];
  let after = cursor === undefined ? undefined : decodePosition(cursor);
  for (;;) {
    const page = await deps.findRecipientReportPage(campaignId, after, size);
    for (const [place, entry] of page.entries()) {
      const isWanted =
        (status === undefined || entry.status === status) &&
        (reason === undefined || entry.reason === reason) &&
        (code === undefined || entry.errorCode === code);
      if (isWanted) entries.push(entry);
      after = entry.position;
      const isEnd = page.length < size && place === page.length - 1;
      if (entries.length === limit && !isEnd) return { entries, nextCursor: encodePosition(after) };
    }
    if (page.length < size || !after) return { entries, nextCursor: null };
    if (deps.clock().getTime() >= stopsAt) return { entries, nextCursor: encodePosition(after) };
  }
};

const longestWalkMs = 200;

const encodePosition = ({ zoneSet, slot, id }: ReportPosition): string =>
  Buffer.from(`${zoneSet} ${slot} ${id}`).toString('base64url');

const positionPattern = /^(-?\d{1,5}) (\d{1,2}) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

const decodePosition = (cursor: string): ReportPosition => {
  const [, zoneSet, slot, id] = positionPattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined || Math.abs(Number(zoneSet)) > 32_767) throw invalidCursor();
  return { zoneSet: Number(zoneSet), slot: Number(slot), id };
};
