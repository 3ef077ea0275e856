import { queueEngines } from '@recado/testing';
import { skipsInstalledPostgres, type BackupKind } from '@recado/testing/servers';
import { describe, expect, it } from 'vitest';
import { isRestoreClean, reportRestore, runRestore } from './restore.ts';

const [engine = 'postgresql'] = queueEngines;

const drill = (how: BackupKind) => runRestore({ how, engine, size: 40, seed: 7, log: () => undefined });

const title = 'sends nothing twice, and opt-outs since it was made are respected';

it(`a restored copy of the data ${title}`, async () => {
  const outcome = await drill('recovery');
  expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
});

// The package from npm has no pg_dump. Debian's package postgresql has it.
describe.skipIf(skipsInstalledPostgres)('with the programs of an installed PostgreSQL', () => {
  it(`a dump that is restored into a new server ${title}`, async () => {
    const outcome = await drill('dump');
    expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
  });

  it(`a standby that is promoted ${title}`, async () => {
    const outcome = await drill('standby');
    expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
  });

  it(`a point in time that is recovered from archived WAL ${title}`, async () => {
    const outcome = await drill('point-in-time');
    expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
  });
});
