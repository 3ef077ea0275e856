import { queueEngines } from '@recado/testing';
import { skipsInstalledPostgres, type BackupKind } from '@recado/testing/servers';
import { describe, expect, it } from 'vitest';
import { isRestoreClean, reportRestore, runRestore } from './restore.ts';

const [engine = 'postgresql'] = queueEngines;

const drill = async (how: BackupKind) => {
  const plan = { how, engine, size: 40, seed: 7, endWithinMs: 90_000, log: () => undefined } as const;
  const outcome = await runRestore(plan);
  expect(isRestoreClean(outcome), reportRestore(outcome)).toBe(true);
};

const title = 'sends nothing twice, and opt-outs since it was made are respected';

it(`a restored copy of the data ${title}`, () => drill('recovery'), 180_000);

// The package from npm has no pg_dump. Debian's package postgresql has it.
describe.skipIf(skipsInstalledPostgres)('with the programs of an installed PostgreSQL', () => {
  it(`a dump that is restored into a new server ${title}`, () => drill('dump'), 180_000);

  it(`a standby that is promoted ${title}`, () => drill('standby'), 180_000);
});
