import type { IndexRotationStep, EncryptionRotationStep } from '@recado/messaging';
import { describe, expect, test } from 'vitest';
import { finishRotation, ofIndex, ofSealing, printSteps } from './rotate-keys.ts';

describe('the end of a rotation', () => {
  const key = (id: string) => ({ id, key: Buffer.alloc(32, 1) });

  test('names the keys to remove, and the place', () => {
    const said = finishRotation({ resealed: 12, unreadable: 0 }, [key('k2'), key('k1')], 'RECADO_ENCRYPTION_KEYS');
    expect(said).toContain('All data is encrypted with "k2". Rows re-encrypted: 12.');
    expect(said).toContain('"k1" is not used any more. Remove it from RECADO_ENCRYPTION_KEYS');
  });

  test('names every unused key, and none if there is only one key', () => {
    const several = finishRotation({ resealed: 1, unreadable: 0 }, ['k3', 'k2', 'k1'].map(key), 'keys.json');
    expect(several).toContain('"k2", "k1" are not used any more');
    expect(finishRotation({ resealed: 0, unreadable: 0 }, [key('k1')], 'keys.json')).not.toContain('not used');
  });

  test('does not remove a new key that was not put first', () => {
    const said = finishRotation({ resealed: 0, unreadable: 0 }, [key('k1'), key('k2')], 'RECADO_ENCRYPTION_KEYS');
    expect(said).toContain('Nothing is encrypted with "k2". If one of these is the new key, put it first');
    expect(said).not.toContain('not used any more');
  });

  test('allows no key to be removed while a value is left that no key decrypts', () => {
    expect(() => finishRotation({ resealed: 9, unreadable: 2 }, [key('k2'), key('k1')], 'keys.json')).toThrow(
      expect.objectContaining({ code: 'unreadable_sealed_values', message: expect.stringContaining('2 rows') }),
    );
  });
});

describe('the steps of a rotation', () => {
  const batch: EncryptionRotationStep = { kind: 'batch', table: 'messages', pass: 2, seen: 500, changed: 300 };

  const printAll = (steps: { atMs: number; step: EncryptionRotationStep }[]): string[] => {
    const said: string[] = [];
    let now = 0;
    const onStep = printSteps({ say: (line) => said.push(line), nowMs: () => now, ...ofSealing });
    for (const { atMs, step } of steps) {
      now = atMs;
      onStep(step);
    }
    return said;
  };

  test('is printed at the start, and then every ten seconds', () => {
    const steps = [0, 9_000, 10_000, 19_000, 20_000].map((atMs) => ({ atMs, step: batch }));
    expect(printAll(steps)).toEqual([
      'pass 2, messages: checked 500 rows, re-encrypted 300 of them',
      'pass 2, messages: checked 1500 rows, re-encrypted 900 of them',
      'pass 2, messages: checked 2500 rows, re-encrypted 1500 of them',
    ]);
  });

  test('prints each wait once', () => {
    const waits: EncryptionRotationStep = { kind: 'waits' };
    const steps = [waits, waits, batch, waits].map((step) => ({ atMs: 0, step }));
    expect(printAll(steps)).toEqual([
      'waiting for transactions that began before this pass, and for processes that encrypt with another key',
      'pass 2, messages: checked 500 rows, re-encrypted 300 of them',
      'waiting for transactions that began before this pass, and for processes that encrypt with another key',
    ]);
  });

  test('names the indexes that were built, and says when they are in use', () => {
    const said: string[] = [];
    const onStep = printSteps<IndexRotationStep>({ say: (line) => said.push(line), nowMs: () => 0, ...ofIndex });
    onStep({ kind: 'prepared', table: 'contacts' });
    onStep({ kind: 'batch', table: 'contacts', seen: 500, changed: 499 });
    onStep({ kind: 'built', table: 'contacts', name: 'contacts_pkey' });
    onStep({ kind: 'late', table: 'contacts', changed: 1 });
    onStep({ kind: 'waits' });
    onStep({ kind: 'switched' });
    onStep({ kind: 'settled', left: 0 });
    expect(said).toEqual([
      'contacts: checked 500 rows, re-indexed 499 of them',
      'contacts: built index contacts_pkey for the new key',
      'waiting for long transactions, for example a file import, and for processes with other index keys',
      'From now on, people are found with the new key.',
    ]);
  });
});
