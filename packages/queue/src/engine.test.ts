import { expect, it } from 'vitest';
import { toJobs } from './engine.ts';

const message = { messageId: '0199aaaa-0000-7000-8000-000000000001', senderId: 'store' };
const now = Date.parse('2026-03-01T12:00:00Z');

it('carries the id of the message and nothing else', () => {
  expect(toJobs(message, now)).toEqual([
    { name: 'deliver', data: { messageId: message.messageId }, opts: { jobId: message.messageId } },
  ]);
});

it('waits until the time of the message', () => {
  expect(toJobs({ ...message, at: new Date(now + 5_000) }, now)[0]?.opts.delay).toBe(5_000);
});

it('does not wait for a time that has passed', () => {
  expect(toJobs({ ...message, at: new Date(now - 5_000) }, now)[0]?.opts).not.toHaveProperty('delay');
});

it('goes behind all without a priority number when it is a campaign’s', () => {
  expect(toJobs({ ...message, lane: 'campaign' }, now)[0]?.opts.priority).toBeGreaterThan(0);
});

it('takes the room of each segment, in the same lane and at the same time', () => {
  const jobs = toJobs({ ...message, segments: 3, lane: 'campaign', at: new Date(now + 5_000) }, now);
  expect(jobs.map(({ name, opts }) => [name, opts.jobId])).toEqual([
    ['deliver', message.messageId],
    ['spacer', `${message.messageId}.2`],
    ['spacer', `${message.messageId}.3`],
  ]);
  expect(new Set(jobs.map(({ opts }) => opts.priority)).size).toBe(1);
  expect(jobs.map(({ opts }) => opts.delay)).toEqual([5_000, 5_000, 5_000]);
});

it('takes the room of one without a count', () => {
  expect(toJobs(message, now)).toHaveLength(1);
});
