import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Contact, ContactExport } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUp, type RunningStack } from './support/running-stack.ts';

const phone = '+5511987650001';

let stack: RunningStack;
beforeAll(async () => {
  stack = await startUp();
});
afterAll(() => stack[Symbol.asyncDispose]());

describe('recado contacts', () => {
  const here = (...args: string[]) => stack.here(...args);

  test('a person is opted out and in, shown, exported and, with a yes, erased', async () => {
    const order = ['--template', 'order_confirmation', '--var', 'order_id=1042', '--reference', 'order-1042'];
    expect((await here('send', '--to', phone, ...order, '--wait')).code).toBe(0);

    const optedOut = await here('contacts', 'opt-out', phone, '--channel', 'sms', '--purpose', 'marketing');
    expect(optedOut).toMatchObject({ code: 0, stdout: expect.stringMatching(/^opted out +sms: marketing since /m) });
    expect((await here('contacts', 'opt-in', phone, '--source', 'form', '--evidence', 'ticket 12')).stdout).toBe(
      `${phone} is not opted out of anything.\n`,
    );

    expect((await here('contacts', 'show', '11 98765-0001')).stdout).toMatch(/^messages +1, /m);
    const shown = await here('contacts', 'show', phone, '--json');
    expect(Contact.parse(JSON.parse(shown.stdout))).toMatchObject({ phone, messages: { total: 1 } });

    const file = join(stack.folder, 'contact.json');
    const saved = await here('contacts', 'export', phone, '--output', file);
    expect(saved).toEqual({ code: 0, stdout: '', stderr: '' });
    const { messages } = ContactExport.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(messages).toMatchObject([{ to: phone, reference: 'order-1042', variables: { order_id: '1042' } }]);
    const printed = ContactExport.parse(JSON.parse((await here('contacts', 'export', phone)).stdout));
    expect(printed.messages).toEqual(messages);

    const unsure = await here('contacts', 'erase', phone);
    expect(unsure).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') });
    expect(await here('contacts', 'erase', phone, '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^messages +1$/m),
    });
    expect((await here('contacts', 'erase', phone, '--yes')).stdout).toContain('nothing');
    expect(await here('contacts', 'show', phone)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('404 not-found'),
    });
  });

  test.each<[string, number, string[], string]>([
    ['a number that is none', 1, ['contacts', 'erase', 'Maria', '--yes'], 'phone: '],
    ['nobody', 2, ['contacts', 'show'], 'phone'],
    ['an unknown channel', 2, ['contacts', 'opt-out', phone, '--channel', 'fax'], 'fax'],
    ['a file that is there', 2, ['contacts', 'export', phone, '--output', '/dev/null'], '/dev/null'],
  ])('%s is refused with exit code %d', async (_what, code, args, said) => {
    expect(await here(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(said) });
  });
});

describe('recado consents', () => {
  const here = (...args: string[]) => stack.here('consents', ...args);

  test('import writes a file into the ledger once, show proves it, and verify checks the chain', async () => {
    const file = join(stack.folder, 'agreed.csv');
    await writeFile(file, 'telefone;evidence\n(11) 98765-4321;Quero receber\n11987654322;\nnobody;Sim\n');
    const said = ['--channel', 'whatsapp', '--source', 'loja', '--occurred-at', '2026-01-15T10:30:00-03:00'];
    const importIt = () => here('import', file, ...said, '--evidence', 'Aceito', '--granted');
    const first = await importIt();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^2 entries written to the ledger, 0 already in it, 1 rejected\.$/m);
    expect(first.stdout).toMatch(/^4 +telefone +is not a phone number.*\(invalid_number\)$/m);
    expect((await importIt()).stdout).toMatch(/^0 entries written to the ledger, 2 already in it, 1 rejected\.$/m);

    const shown = await here('show', '11987654322');
    expect(shown.code).toBe(0);
    for (const line of [/^agreed +marketing by whatsapp, /m, /^words +Aceito$/m, /^source +loja$/m, /^verified +yes$/m])
      expect(shown.stdout).toMatch(line);

    const verified = await here('verify', '--json');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(verified.stdout)).toMatchObject({ intact: true, links: 1, last: { sequence: 1 } });
    expect((await here('verify')).stdout).toMatch(/^Links verified: 1\. Nothing was changed\./);
  });

  test('import says what the API says of a file that cannot be read', async () => {
    const file = join(stack.folder, 'nobody.csv');
    await writeFile(file, 'nome\nMaria\n');
    const refused = await here('import', file);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('no column for the number');
  });
});
