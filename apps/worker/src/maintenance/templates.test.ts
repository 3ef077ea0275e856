import type { ListedContent, RecordedTemplate } from '@recado/messaging';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { updateApprovals } from './templates.ts';

const epoch = new Date(0);
const sid = `HX${'a'.repeat(32)}`;
const template: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: sid,
  variables: ['discount'],
  approval: { status: 'approved', category: 'marketing', checkedAt: epoch },
  createdAt: epoch,
  updatedAt: epoch,
};
const content: ListedContent = {
  sid,
  name: 'promotion',
  language: 'pt_BR',
  placeholders: ['1'],
  status: 'approved',
  category: 'marketing',
};

it.each<[string, Partial<RecordedTemplate>, Partial<ListedContent>, object[]]>([
  ['nothing when Twilio says the same', {}, {}, []],
  [
    'a pause as a warning',
    {},
    { status: 'paused', rejectionReason: 'quality' },
    [{ level: 40, approval: 'paused', was: 'approved', problem: expect.stringContaining('quality') }],
  ],
  [
    'a stricter category as a warning',
    { category: 'utility' },
    {},
    [{ level: 40, from: 'utility', category: 'marketing' }],
  ],
  [
    'an approval for information',
    { approval: { status: 'pending', checkedAt: epoch } },
    {},
    [{ level: 30, approval: 'approved', was: 'pending' }],
  ],
])('logs %s', async (_what, stored, listed, expected) => {
  const lines: unknown[] = [];
  const deps = {
    clock: () => new Date(3_600_000),
    store: { listTemplates: async () => [{ ...template, ...stored }], recordRefreshes: async () => {} },
    twilio: { listContents: async () => [{ ...content, ...listed }] },
  };
  await updateApprovals(deps, pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }))();
  expect(lines).toMatchObject(expected);
});
