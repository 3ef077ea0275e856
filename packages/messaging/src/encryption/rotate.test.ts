import { expect, it } from 'vitest';
import { rotate as rotateBy, type EncryptionRotationStep } from './rotate.ts';

const batch = (changed: number): EncryptionRotationStep => ({
  kind: 'batch',
  table: 'messages',
  pass: 1,
  seen: 500,
  changed,
});
const over: EncryptionRotationStep = { kind: 'over', resealed: 700, unreadable: 1 };

const rotate = async (rate: number, steps: EncryptionRotationStep[]) => {
  const limits: number[] = [];
  const waits: number[] = [];
  const reported: string[] = [];
  const left = [...steps];
  const rotated = await rotateBy<EncryptionRotationStep>(
    {
      begin: async () => void reported.push('begins'),
      next: async (limit) => {
        limits.push(limit);
        return left.shift() ?? over;
      },
      wait: async (ms) => void waits.push(ms),
    },
    { rate, onStep: ({ kind }) => reported.push(kind) },
  );
  return { rotated, limits, waits, reported };
};

it('continues until nothing is left, and reports each step and the result', async () => {
  const { rotated, reported } = await rotate(1000, [batch(500), batch(200)]);
  expect(reported).toEqual(['begins', 'batch', 'batch', 'over']);
  expect(rotated).toEqual(over);
});

it('keeps to its rate, which what needs nothing does not use up', async () => {
  const { waits, limits } = await rotate(1000, [batch(500), batch(0), batch(100)]);
  expect(waits).toEqual([500, 0, 100]);
  expect(limits).toEqual([500, 500, 500, 500]);
});

it('takes no more at once than it may do in a second', async () => {
  expect((await rotate(20, [batch(20)])).limits).toEqual([20, 20]);
});

it('waits a little for what is older than its pass', async () => {
  expect((await rotate(1000, [{ kind: 'waits' }])).waits).toEqual([200]);
});
