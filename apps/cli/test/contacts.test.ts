import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Contact, ContactExport } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUp, type Standing } from './support/standing.ts';

const timeout = 120_000;
const phone = '+5511987650001';

describe('recado contacts', { timeout }, () => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await startUp();
  }, timeout);
  afterAll(() => standing[Symbol.asyncDispose]());

  const here = (...args: string[]) => standing.here(...args);

  test('a person is opted out and in, shown, exported and, with a yes, erased', async () => {
    const order = ['--template', 'order_confirmation', '--var', 'order_id=1042', '--reference', 'order-1042'];
    expect((await here('send', '--to', phone, ...order, '--wait')).code).toBe(0);

    const optedOut = await here('contacts', 'opt-out', phone, '--channel', 'sms', '--purpose', 'marketing');
    expect(optedOut).toMatchObject({ code: 0, stdout: expect.stringMatching(/^opted out +sms: marketing since /m) });
    expect((await here('contacts', 'opt-in', phone)).stdout).toBe(`${phone} is not opted out of anything.\n`);

    expect((await here('contacts', 'show', '11 98765-0001')).stdout).toMatch(/^messages +1, /m);
    const shown = await here('contacts', 'show', phone, '--json');
    expect(Contact.parse(JSON.parse(shown.stdout))).toMatchObject({ phone, messages: { total: 1 } });

    const file = join(standing.folder, 'contact.json');
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
