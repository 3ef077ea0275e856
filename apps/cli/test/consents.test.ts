import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUp, type Standing } from './support/standing.ts';

const timeout = 120_000;

describe('recado consents', { timeout }, () => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await startUp();
  }, timeout);
  afterAll(() => standing[Symbol.asyncDispose]());

  const here = (...args: string[]) => standing.here('consents', ...args);

  test('import writes a file into the ledger once, show proves it, and verify checks the chain', async () => {
    const file = join(standing.folder, 'agreed.csv');
    await writeFile(file, 'telefone;evidence\n(11) 98765-4321;Quero receber\n11987654322;\nnobody;Sim\n');
    const said = ['--channel', 'whatsapp', '--source', 'loja', '--occurred-at', '2026-01-15T10:30:00-03:00'];
    const importIt = () => here('import', file, ...said, '--evidence', 'Aceito');
    const first = await importIt();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^2 written into the ledger, 0 there already, 1 rejected\.$/m);
    expect(first.stdout).toMatch(/^4 +telefone +invalid_number$/m);
    expect((await importIt()).stdout).toMatch(/^0 written into the ledger, 2 there already, 1 rejected\.$/m);

    const shown = await here('show', '11987654322');
    expect(shown.code).toBe(0);
    for (const line of [/^agreed +marketing by whatsapp, /m, /^words +Aceito$/m, /^source +loja$/m, /^holds +yes$/m])
      expect(shown.stdout).toMatch(line);

    const verified = await here('verify', '--json');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(verified.stdout)).toMatchObject({ intact: true, links: 1, last: { sequence: 1 } });
    expect((await here('verify')).stdout).toMatch(/^All 1 links hold\./);
  });

  test('import says what the API says of a file that cannot be read', async () => {
    const file = join(standing.folder, 'nobody.csv');
    await writeFile(file, 'nome\nMaria\n');
    const refused = await here('import', file);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('no column for the number');
  });
});
