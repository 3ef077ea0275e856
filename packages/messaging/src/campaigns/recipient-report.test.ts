import { expect, it } from 'vitest';
import { recipientReport, type RecipientReportDeps, type RecipientReportRow } from './recipient-report.ts';

const people = (count: number): RecipientReportRow[] =>
  Array.from({ length: count }, (_, line) => ({
    line,
    to: '+5511987654321',
    status: line % 10 === 0 ? 'failed' : 'sent',
    messageId: String(line),
  }));

const world = (entries: RecipientReportRow[]): RecipientReportDeps => ({
  findRecipientReportPage: async (_campaign, after, limit) => {
    const from = after ? Number(after.id) + 1 : 0;
    const page = entries.slice(from, from + limit);
    const last = page.at(-1);
    return { entries: page, ...(last && { last: { zoneSet: 1, slot: 1, id: last.messageId } }) };
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
