import { expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { makeLedger } from './message.ts';

const sequences = (messages: { sequence: number }[]) => messages.map(({ sequence }) => sequence);

it('finds the messages to one address, newest first', () => {
  const ledger = makeLedger(10);
  ledger.add(aMessage({ sequence: 1 }));
  ledger.add(aMessage({ sequence: 2, to: '+5511900000000' }));
  ledger.add(aMessage({ sequence: 3 }));
  expect(sequences(ledger.newestFirst('+5511988887777'))).toEqual([3, 1]);
  expect(sequences(ledger.newestFirst())).toEqual([3, 2, 1]);
});

it('drops the oldest that is over when it is full', () => {
  const ledger = makeLedger(2);
  ledger.add(aMessage({ sequence: 1 }));
  ledger.add(aMessage({ sequence: 2, settled: true }));
  ledger.add(aMessage({ sequence: 3 }));
  expect(sequences(ledger.newestFirst())).toEqual([3, 1]);
  expect(sequences(ledger.newestFirst('+5511988887777'))).toEqual([3, 1]);
});

it('drops the oldest when none is over', () => {
  const ledger = makeLedger(1);
  ledger.add(aMessage({ sequence: 1 }));
  ledger.add(aMessage({ sequence: 2 }));
  expect(sequences(ledger.newestFirst())).toEqual([2]);
});
