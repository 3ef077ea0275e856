import { expect, it } from 'vitest';
import { toJob } from './job.ts';

const job = { messageId: '0199aaaa-0000-7000-8000-000000000001', senderId: 'store' };
const now = Date.parse('2026-03-01T12:00:00Z');

it('carries the id of the message and nothing else', () => {
  expect(toJob(job, now)).toMatchObject({ data: { messageId: job.messageId }, opts: { jobId: job.messageId } });
  expect(Object.keys(toJob(job, now).data)).toEqual(['messageId']);
});

it('waits until the time of the message', () => {
  expect(toJob({ ...job, at: new Date(now + 5_000) }, now).opts.delay).toBe(5_000);
});

it('does not wait for a time that has passed', () => {
  expect(toJob({ ...job, at: new Date(now - 5_000) }, now).opts).not.toHaveProperty('delay');
});
