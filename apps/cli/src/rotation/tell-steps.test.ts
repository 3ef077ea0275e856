import type { IndexRotationStep, RotationStep } from '@recado/messaging';
import { expect, test } from 'vitest';
import { ofIndex, ofSealing, tellSteps } from './tell-steps.ts';

const batch: RotationStep = { kind: 'batch', table: 'messages', pass: 2, seen: 500, changed: 300 };

const tellAll = (steps: { atMs: number; step: RotationStep }[]): string[] => {
  const said: string[] = [];
  let now = 0;
  const tell = tellSteps({ say: (line) => said.push(line), nowMs: () => now, ...ofSealing });
  for (const { atMs, step } of steps) {
    now = atMs;
    tell(step);
  }
  return said;
};

test('a rotation says at once, and then every ten seconds, how far it is', () => {
  const steps = [0, 9_000, 10_000, 19_000, 20_000].map((atMs) => ({ atMs, step: batch }));
  expect(tellAll(steps)).toEqual([
    'pass 2, messages: looked at 500 rows, sealed 300 of them anew',
    'pass 2, messages: looked at 1500 rows, sealed 900 of them anew',
    'pass 2, messages: looked at 2500 rows, sealed 1500 of them anew',
  ]);
});

test('it says once that it waits', () => {
  const waits: RotationStep = { kind: 'waits' };
  const steps = [waits, waits, batch, waits].map((step) => ({ atMs: 0, step }));
  expect(tellAll(steps)).toEqual([
    'waiting for what is under way since before this pass, or seals with another key',
    'pass 2, messages: looked at 500 rows, sealed 300 of them anew',
    'waiting for what is under way since before this pass, or seals with another key',
  ]);
});

test('of the index it says what is built, and when it is in use', () => {
  const said: string[] = [];
  const tell = tellSteps<IndexRotationStep>({ say: (line) => said.push(line), nowMs: () => 0, ...ofIndex });
  tell({ kind: 'prepared', table: 'contacts' });
  tell({ kind: 'batch', table: 'contacts', seen: 500, changed: 499 });
  tell({ kind: 'built', table: 'contacts', name: 'contacts_pkey' });
  tell({ kind: 'late', table: 'contacts', changed: 1 });
  tell({ kind: 'waits' });
  tell({ kind: 'switched' });
  tell({ kind: 'settled', left: 0 });
  expect(said).toEqual([
    'contacts: looked at 500 rows, put 499 of them under the new key',
    'contacts: built contacts_pkey for the new key',
    'waiting for what holds a table for long, such as a file that is taken in, or has other index keys',
    'People are found under the new key from now on.',
  ]);
});
