import { expect, it } from 'vitest';
import { keepsAll } from '../retention/retention.ts';
import { checkRetention } from './settings.ts';

it.each([
  {},
  { content: 1 },
  { content: 90, numbers: 90 },
  { content: 90, numbers: 365, events: 90 },
  { events: 1 },
  { inbound: 2, audit: 30 },
  { content: 90, numbers: 365, events: 365, messages: 366 },
])('%j holds together', (days) => {
  expect(() => checkRetention({ ...keepsAll, ...days })).not.toThrow();
});

it.each([
  [{ numbers: 365 }, 'retention_days.numbers'],
  [{ content: 90, numbers: 89 }, 'retention_days.numbers'],
  [{ content: 90, events: 30 }, 'retention_days.events'],
])('%j would leave texts that cannot be found', (days, field) => {
  expect(() => checkRetention({ ...keepsAll, ...days })).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field, reason: 'below_content' })] }),
  );
});

it.each([
  { messages: 366 },
  { content: 90, numbers: 365, messages: 366 },
  { content: 90, numbers: 400, events: 90, messages: 366 },
])('%j would delete rows of which something is kept longer', (days) => {
  expect(() => checkRetention({ ...keepsAll, ...days })).toThrow(
    expect.objectContaining({
      errors: [expect.objectContaining({ field: 'retention_days.messages', reason: 'below_others' })],
    }),
  );
});
