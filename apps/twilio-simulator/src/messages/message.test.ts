import { expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { makeMessageLog } from './message.ts';

const sequences = (messages: { sequence: number }[]) => messages.map(({ sequence }) => sequence);

it('finds the messages to one address, newest first', () => {
  const messageLog = makeMessageLog(10);
  messageLog.add(aMessage({ sequence: 1 }));
  messageLog.add(aMessage({ sequence: 2, to: '+5511900000000' }));
  messageLog.add(aMessage({ sequence: 3 }));
  expect(sequences(messageLog.newestFirst('+5511988887777'))).toEqual([3, 1]);
  expect(sequences(messageLog.newestFirst())).toEqual([3, 2, 1]);
});

it('drops the oldest that is over when it is full', () => {
  const messageLog = makeMessageLog(2);
  messageLog.add(aMessage({ sequence: 1 }));
  messageLog.add(aMessage({ sequence: 2, settled: true }));
  messageLog.add(aMessage({ sequence: 3 }));
  expect(sequences(messageLog.newestFirst())).toEqual([3, 1]);
  expect(sequences(messageLog.newestFirst('+5511988887777'))).toEqual([3, 1]);
});

it('drops the oldest when none is over', () => {
  const messageLog = makeMessageLog(1);
  messageLog.add(aMessage({ sequence: 1 }));
  messageLog.add(aMessage({ sequence: 2 }));
  expect(sequences(messageLog.newestFirst())).toEqual([2]);
});
