import type { IndexRotationStep, EncryptionRotationStep } from '@recado/messaging';
import { describe, expect, test } from 'vitest';
import { finishRotation, ofIndex, ofSealing, printSteps } from './rotate-keys.ts';

describe('the end of a rotation', () => {
  const key = (id: string) => ({ id, key: Buffer.alloc(32, 1) });

  test('says which keys may go, and from where', () => {
    const said = finishRotation({ resealed: 12, unreadable: 0 }, [key('k2'), key('k1')], 'RECADO_ENCRYPTION_KEYS');
    expect(said).toContain('All data is encrypted with "k2". Rows re-encrypted: 12.');
    expect(said).toContain('"k1" is not used any more. Take it out of RECADO_ENCRYPTION_KEYS');
  });

  test('names all of several, and none when there is but one', () => {
    const several = finishRotation({ resealed: 1, unreadable: 0 }, ['k3', 'k2', 'k1'].map(key), 'keys.json');
    expect(several).toContain('"k2", "k1" are not used any more');
    expect(finishRotation({ resealed: 0, unreadable: 0 }, [key('k1')], 'keys.json')).not.toContain('not used');
  });

  test('does not send away a new key that was not put first', () => {
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

  test('a rotation says at once, and then every ten seconds, how far it is', () => {
    const steps = [0, 9_000, 10_000, 19_000, 20_000].map((atMs) => ({ atMs, step: batch }));
    expect(printAll(steps)).toEqual([
      'pass 2, messages: looked at 500 rows, re-encrypted 300 of them',
      'pass 2, messages: looked at 1500 rows, re-encrypted 900 of them',
      'pass 2, messages: looked at 2500 rows, re-encrypted 1500 of them',
    ]);
  });

  test('it says once that it waits', () => {
    const waits: EncryptionRotationStep = { kind: 'waits' };
    const steps = [waits, waits, batch, waits].map((step) => ({ atMs: 0, step }));
    expect(printAll(steps)).toEqual([
      'waiting for what is under way since before this pass, or seals with another key',
      'pass 2, messages: looked at 500 rows, re-encrypted 300 of them',
      'waiting for what is under way since before this pass, or seals with another key',
    ]);
  });

  test('of the index it says what is built, and when it is in use', () => {
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
      'contacts: looked at 500 rows, put 499 of them under the new key',
      'contacts: built contacts_pkey for the new key',
      'waiting for what holds a table for long, such as a file that is taken in, or has other index keys',
      'People are found under the new key from now on.',
    ]);
  });
});
