import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditPage, Campaign, CampaignProgress, Estimate, ImportedRecipients } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agreed, settings, writePeople } from './support/promotion.ts';
import { startUp, type RunningStack } from './support/running-stack.ts';

const Sent = z.object({ id: z.string(), import: ImportedRecipients, estimate: Estimate, progress: CampaignProgress });

describe('recado campaign and its settings', () => {
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

  test('send prints the same as JSON for a machine, and nothing else', async () => {
    const sent = await here('campaign', 'send', ...settings, ...agreed, '--file', file, '--yes', '--json');
    expect(sent.code).toBe(0);
    expect(Sent.parse(JSON.parse(sent.stdout))).toMatchObject({
      import: { accepted: 60, duplicates: 1, rejected: 1 },
      estimate: { to_send: 60 },
      progress: { status: 'completed', done: 60 },
    });
  });

  test('people of a file are excluded, and nothing is launched without an answer if rows of it are rejected', async () => {
    const [people, bad] = [join(stack.folder, 'exclude.csv'), join(stack.folder, 'bad.csv')];
    const firstTwo = (await readFile(file, 'utf8')).split('\n').slice(0, 3).join('\n');
    await writeFile(people, `${firstTwo}\n`);
    await writeFile(bad, `${firstTwo}\n5.51E+12,x\n`);
    const send = (list: string) =>
      here('campaign', 'send', ...settings, ...agreed, '--file', file, '--exclude-file', list, '--yes', '--json');
    const sent = await send(people);
    expect(sent.code).toBe(0);
    expect(Sent.parse(JSON.parse(sent.stdout))).toMatchObject({
      estimate: { to_send: 58, kept_back: { excluded: 2 } },
      progress: { kept_back: { excluded: 2 }, done: 60 },
    });
    const refused = await send(bad);
    expect(refused).toMatchObject({ code: 1, stdout: expect.not.stringContaining('"progress"') });
    const id = await draft();
    const excluded = await here('campaign', 'exclude', id, bad);
    expect(excluded).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('2 people excluded, 0 duplicates, 1 rejected'),
    });
    expect((await here('campaign', 'show', id)).stdout).toMatch(/^excluded people +2$/m);
    expect(await here('campaign', 'exclude', id, '--remove')).toMatchObject({ code: 0 });
    expect((await here('campaign', 'show', id)).stdout).not.toContain('excluded people');
    expect(await here('campaign', 'exclude', id)).toMatchObject({ code: 2 });
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

  test('a large file that is refused after its first line is reported as well', async () => {
    const large = join(stack.folder, 'large.csv');
    await writeFile(large, `nome;cidade\n${'Ana;Recife\n'.repeat(1_000_000)}`);
    const refused = await here('campaign', 'import', await draft(), large);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no_phone_column') });
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
