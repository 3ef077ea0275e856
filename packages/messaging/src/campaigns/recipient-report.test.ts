import { describe, expect, it } from 'vitest';
import {
  listRecipients,
  recipientReport,
  type RecipientReportDeps,
  type RecipientReportRow,
} from './recipient-report.ts';

const idOf = (line: number): string => `00000000-0000-7000-8000-${String(line).padStart(12, '0')}`;

const people = (count: number): RecipientReportRow[] =>
  Array.from({ length: count }, (_, line) => ({
    line,
    to: '+5511987654321',
    status: line % 10 === 0 ? 'failed' : 'sent',
    messageId: idOf(line),
    position: { zoneSet: 1, slot: 1, id: idOf(line) },
    language: 'pt_BR',
  }));

const world = (entries: RecipientReportRow[]): RecipientReportDeps => ({
  findRecipientReportPage: async (_campaign, after, limit) => {
    const from = after ? Number(after.id.slice(-12)) + 1 : 0;
    return entries.slice(from, from + limit);
  },
});

const linesOf = async (pages: AsyncIterable<RecipientReportRow[]>) => {
  const lines: number[] = [];
  for await (const page of pages) lines.push(...page.map(({ line }) => line));
  return lines;
};

it.each([0, 1, 999, 1000, 1001, 2500])('names each of %i people once', async (count) => {
  const entries = people(count);
  expect(await linesOf(recipientReport(world(entries), 'c'))).toEqual(entries.map(({ line }) => line));
});

it('names those of one status, on every page', async () => {
  const lines = await linesOf(recipientReport(world(people(2500)), 'c', 'failed'));
  expect(lines).toHaveLength(250);
  expect(lines.every((line) => line % 10 === 0)).toBe(true);
});

describe('a list of recipients', () => {
  /** Each look at the clock takes so long. */
  const listOf = (count: number, stepMs = 0) => {
    let now = 0;
    const deps = { ...world(people(count)), clock: () => new Date((now += stepMs)) };
    return async (query: { status?: 'failed' | 'sent'; limit: number }) => {
      const pages: number[][] = [];
      let cursor: string | null = null;
      do {
        const page = await listRecipients(deps, 'c', { ...query, ...(cursor !== null && { cursor }) });
        pages.push(page.entries.map(({ line }) => line));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return pages;
    };
  };

  it.each([
    [0, [0]],
    [49, [49]],
    [50, [50]],
    [51, [50, 1]],
    [100, [50, 50]],
  ])('has each of %i people once, 50 a page', async (count, sizes) => {
    const pages = await listOf(count)({ limit: 50 });
    expect(pages.map((page) => page.length)).toEqual(sizes);
    expect(pages.flat()).toEqual(people(count).map(({ line }) => line));
  });

  it('has those that match, however many do not lie between them', async () => {
    const pages = await listOf(2_500)({ status: 'failed', limit: 60 });
    expect(pages.flat()).toEqual(Array.from({ length: 250 }, (_, at) => at * 10));
    expect(pages.every((page) => page.length <= 60)).toBe(true);
  });

  it('stops after its time with a cursor to the rest', async () => {
    const pages = await listOf(2_500, 150)({ status: 'failed', limit: 200 });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(Array.from({ length: 250 }, (_, at) => at * 10));
  });
});
