import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Campaign } from '@recado/contract';
import { workbookOf } from '@recado/testing/workbook';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreed, settings, writePeople } from './support/promotion.ts';
import { startUp, type RunningStack } from './support/running-stack.ts';

describe('recado campaign', () => {
  let stack: RunningStack;
  let file: string;

  beforeAll(async () => {
    stack = await startUp({ SIMULATOR_READ_SHARE: '0' });
    file = await writePeople(stack.folder);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  const here = (...args: string[]) => stack.here(...args);
  const draft = async (...more: string[]) => {
    const { stdout } = await here('campaign', 'create', ...settings, ...agreed, ...more, '--json');
    return Campaign.parse(JSON.parse(stdout)).id;
  };

  test('send does all of it: import, estimate, launch, watching, report', async () => {
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', file, '--yes');
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    expect(sent.stdout).toMatch(/^60 accepted \(0 of them opted out\), 1 duplicates, 1 rejected\.$/m);
    expect(sent.stdout).toMatch(/^63 +telefone +is not a phone number.*\(invalid_number\)$/m);
    expect(sent.stdout).toMatch(/^to send +60$/m);
    expect(sent.stdout).toMatch(/^100 %: 60 of 60 people/m);
    expect(sent.stdout).toMatch(/^completed: 100 % of 60 people/m);
    expect(sent.stdout).toMatch(/^(delivered|sent) \d+$/m);
  });

  test('a dry run sends nothing, and needs no yes', async () => {
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', file, '--dry-run');
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/^suppressed 60$/m) });
    expect(sent.stdout).toMatch(/^ {2}dry_run 60$/m);
  });

  test('step by step: create, import, preview, estimate, test, launch, watch, show, export, list', async () => {
    const id = await draft();
    const rejected = join(stack.folder, 'rejected.csv');
    const imported = await here('campaign', 'import', id, file, '--rejected', rejected);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('60 accepted') });
    expect(await readFile(rejected, 'utf8')).toContain('63,telefone,invalid_number');
    expect((await here('campaign', 'preview', id)).stdout).toMatch(/^variable +discount = 15$/m);
    expect((await here('campaign', 'estimate', id)).stdout).toMatch(/^people +60$/m);
    expect((await here('settings', 'set', '--test-numbers', '+5511987654321')).code).toBe(0);
    expect((await here('campaign', 'test', id, '--to', '+5511987654321')).code).toBe(0);
    expect(await here('campaign', 'launch', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect((await here('campaign', 'launch', id, '--yes')).code).toBe(0);
    expect((await here('campaign', 'watch', id)).stdout).toMatch(/^completed: 100 %/m);
    expect((await here('campaign', 'show', id)).stdout).toMatch(/^status +completed$/m);
    const recipientReport = await here('campaign', 'export', id);
    expect(recipientReport.stdout.trim().split('\n')).toHaveLength(61);
    expect((await here('campaign', 'list', '--status', 'completed')).stdout).toContain(id);
  });

  test.each([
    ['people.csv', 'telefone;nome\n11987650000;Ana\n11987650001;João\nnobody;x\n'],
    [
      'people.xlsx',
      workbookOf([
        ['telefone', 'nome'],
        ['11987650000', 'Ana'],
        ['11987650001', 'João'],
        ['nobody', 'x'],
      ]),
    ],
  ])('%s is imported by its extension', async (name, content) => {
    const path = join(stack.folder, `extension-${name}`);
    await writeFile(path, content);
    const imported = await here('campaign', 'import', await draft(), path);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('2 accepted') });
    expect(imported.stdout).toMatch(/^4 +telefone +is not a phone number.*\(invalid_number\)$/m);
  });

  test('a file that is none is refused with its reason, and nothing is launched', async () => {
    const empty = join(stack.folder, 'empty.csv');
    await writeFile(empty, 'nome;cidade\nAna;Recife\n');
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', empty, '--yes');
    expect(sent).toMatchObject({ code: 1, stderr: expect.stringContaining('422 invalid-request') });
    expect((await here('campaign', 'list', '--status', 'draft')).stdout).toContain('Natal');
  });

  test.each<[string, string[], string]>([
    ['without a file', ['campaign', 'send', ...settings], '--file'],
    ['with a file that is not there', ['campaign', 'send', ...settings, '--file', '/none', '--yes'], '/none'],
    ['without anybody to ask', ['campaign', 'send', ...settings, '--file', '/dev/stdin'], 'is not a file'],
    ['with an unknown option', ['campaign', 'list', '--colour'], '--colour'],
    ['with a budget that is none', ['campaign', 'create', ...settings, '--budget', '120'], '120USD'],
  ])('%s the command line is a mistake: exit code 2', async (_what, args, said) => {
    expect(await here(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});
