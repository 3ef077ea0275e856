import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditPage, Campaign, CampaignProgress, Estimate, ImportedRecipients } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startUp, type RunningStack } from './support/running-stack.ts';

const timeout = 120_000;
const Sent = z.object({ id: z.string(), import: ImportedRecipients, estimate: Estimate, progress: CampaignProgress });

const people = (count: number): string =>
  Array.from({ length: count }, (_, person) => `+55119${87_650_000 + person};Ana ${person}\n`).join('');

const settings = ['--name', 'Natal', '--template', 'promotion', '--var', 'discount=15', '--window', '00:00-24:00'];
const agreed = ['--consent-source', 'loja', '--consent-evidence', 'ficha de 2026'];

describe('recado campaign', { timeout }, () => {
  let stack: RunningStack;
  let file: string;

  beforeAll(async () => {
    stack = await startUp({ SIMULATOR_READ_SHARE: '0' });
    file = join(stack.folder, 'people.csv');
    await writeFile(file, `telefone;nome\n${people(60)}+5511987650000;again\nnobody;x\n`);
  }, timeout);
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

  test('send prints the same as JSON for a machine, and nothing else', async () => {
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', file, '--yes', '--json');
    expect(sent.code).toBe(0);
    expect(Sent.parse(JSON.parse(sent.stdout))).toMatchObject({
      import: { accepted: 60, duplicates: 1, rejected: 1 },
      estimate: { to_send: 60 },
      progress: { status: 'completed', done: 60 },
    });
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

  test('a campaign is paused, resumed and canceled, each as often as one likes', async () => {
    const id = await draft('--send-at', new Date(Date.now() + 3_600_000).toISOString());
    await here('campaign', 'import', id, file);
    expect((await here('campaign', 'launch', id, '--yes')).stdout).toContain('The campaign is scheduled.');
    for (const [verb, status] of [
      ['pause', 'paused'],
      ['pause', 'paused'],
      ['resume', 'scheduled'],
      ['cancel', 'canceled'],
      ['cancel', 'canceled'],
    ] as const)
      expect(await here('campaign', verb, id)).toMatchObject({ code: 0, stdout: `Natal is ${status}.\n` });
    expect(await here('campaign', 'watch', id)).toMatchObject({ code: 1 });
  });

  test('a file that is none is refused with its reason, and nothing is launched', async () => {
    const empty = join(stack.folder, 'empty.csv');
    await writeFile(empty, 'nome;cidade\nAna;Recife\n');
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', empty, '--yes');
    expect(sent).toMatchObject({ code: 1, stderr: expect.stringContaining('422 invalid-request') });
    expect((await here('campaign', 'list', '--status', 'draft')).stdout).toContain('Natal');
  });

  test('a large file that is refused after its first line is reported as well', async () => {
    const large = join(stack.folder, 'large.csv');
    await writeFile(large, `nome;cidade\n${'Ana;Recife\n'.repeat(1_000_000)}`);
    const refused = await here('campaign', 'import', await draft(), large);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no_phone_column') });
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

  test('prices and settings are put and shown', async () => {
    const prices = join(stack.folder, 'prices.json');
    const list = { currency: 'USD', prices: [{ channel: 'whatsapp', country: 'BR', amount: '0.0625' }] };
    await writeFile(prices, JSON.stringify(list));
    expect((await here('prices', 'set', prices)).stdout).toMatch(/^whatsapp +marketing +BR +0\.0625$/m);
    expect((await here('prices', 'get')).code).toBe(0);
    expect((await here('settings', 'set', '--daily-budget', '500USD')).stdout).toMatch(/^daily budget +USD 500/m);
    expect((await here('settings', 'get')).stdout).toMatch(/^daily budget +USD 500/m);
  });

  test('the audit log has who did it', async () => {
    await here('settings', 'set', '--sms-consent', 'required');
    const done = await here('audit', '--action', 'settings.changed', '--actor', 'RECADO_API_KEY');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(/RECADO_API_KEY +settings\.changed +settings +settings=marketing_requires_consent$/m);
    const page = AuditPage.parse(JSON.parse((await here('audit', '--limit', '1', '--json')).stdout));
    expect(page.data).toHaveLength(1);
  });
});
