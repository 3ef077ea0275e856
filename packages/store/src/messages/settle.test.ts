import { expect, it } from 'vitest';
import { callbackEventId } from './settle.ts';

const report = { messageId: 'm', twilioSid: 'SM1', status: 'failed', twilioStatus: 'failed' } as const;

it('is a UUID of version 8, the same for the same report', () => {
  expect(callbackEventId(report)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(callbackEventId({ ...report })).toBe(callbackEventId(report));
});

it.each([{ twilioSid: 'SM2' }, { twilioStatus: 'undelivered' }, { errorCode: 30003 }, { detail: 'x' }])(
  'is another one for a report with %o',
  (difference) => expect(callbackEventId({ ...report, ...difference })).not.toBe(callbackEventId(report)),
);
