import { once } from 'node:events';
import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import type { CampaignProgress } from '@recado/contract';
import express from 'express';
import { describe, expect, it, vi } from 'vitest';
import { makeProgressWatch, streamProgress, type ProgressListener } from './progress.ts';

describe('a stream of progress', () => {
  /** More than the buffers between two sockets hold. */
  const large = 'x'.repeat(32 * 1024 * 1024);
  const completed = { status: 'completed', at: large } as CampaignProgress;

  it('accepts more changes after the end while a slow reader has not read it yet', async () => {
    const listeners: ProgressListener[] = [];
    const handler = streamProgress({
      progressOf: async () => completed,
      progressWatch: { listen: (_id, listener) => (listeners.push(listener), () => undefined) },
      isStillValid: async () => true,
    });
    const errors: unknown[] = [];
    const app = express().get('/:id', (request, response, next) => {
      response.on('error', (error) => errors.push(error));
      return handler(request, response, next);
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const slow = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
    slow.pause().write('GET /019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90 HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => listeners).toHaveLength(1);
    listeners[0]?.changed(completed);
    listeners[0]?.changed({ ...completed, at: 'later' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
    slow.destroy();
    server.close();
  });
});

describe('watched progress', () => {
  const progress = (done: number): CampaignProgress => ({
    status: 'running',
    people: 10,
    done,
    percent: done * 10,
    reached: 0,
    engagement: {} as CampaignProgress['engagement'],
    by_status: {} as CampaignProgress['by_status'],
    kept_back: {},
    errors: [],
    rate: 0,
    at: new Date().toISOString(),
  });

  const listener = () => ({
    changed: vi.fn<ProgressListener['changed']>(),
    closed: vi.fn<ProgressListener['closed']>(),
  });

  const heard = (by: ReturnType<typeof listener>) => by.changed.mock.calls.map(([{ done }]) => done);

  it('reads once for all who listen to the same campaign', async () => {
    let done = 0;
    const read = vi.fn<(id: string) => Promise<CampaignProgress>>(async () => progress((done += 1)));
    const watch = makeProgressWatch({ read, everyMs: 20 });
    const listeners = Array.from({ length: 50 }, listener);
    const leave = listeners.map((each) => watch.listen('c', each));
    await expect.poll(() => heard(listeners[0] ?? listener()).length).toBeGreaterThan(2);
    for (const stop of leave) stop();
    expect(heard(listeners[49] ?? listener())).toEqual(heard(listeners[0] ?? listener()));
    expect(read.mock.calls.length).toBeLessThan(10);
  });

  it('says something when it is something new, and at once to who comes later', async () => {
    let done = 1;
    const read = vi.fn<(id: string) => Promise<CampaignProgress>>(async () => progress(done));
    const watch = makeProgressWatch({ read, everyMs: 1 });
    const [first, second] = [listener(), listener()];
    watch.listen('c', first);
    await expect.poll(() => read.mock.calls.length).toBeGreaterThan(3);
    expect(heard(first)).toEqual([1]);
    watch.listen('c', second);
    expect(heard(second)).toEqual([1]);
    done = 2;
    await expect.poll(() => heard(second)).toEqual([1, 2]);
    watch.close();
  });

  it('continues after an outage of the store', async () => {
    const read = vi.fn<(id: string) => Promise<CampaignProgress>>().mockRejectedValueOnce(new Error('away'));
    read.mockResolvedValue(progress(3));
    const watch = makeProgressWatch({ read, everyMs: 1 });
    const one = listener();
    watch.listen('c', one);
    await expect.poll(() => heard(one)).toEqual([3]);
    watch.close();
  });

  it('stops reading when the last listener is gone', async () => {
    const read = vi.fn<(id: string) => Promise<CampaignProgress>>(async () => progress(1));
    const watch = makeProgressWatch({ read, everyMs: 1 });
    const stop = watch.listen('c', listener());
    await expect.poll(() => read.mock.calls.length).toBeGreaterThan(1);
    stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const reads = read.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read.mock.calls).toHaveLength(reads);
  });

  it('ends all listening when it closes, of those too who come then', () => {
    const watch = makeProgressWatch({ read: async () => progress(1), everyMs: 1_000 });
    const [one, late] = [listener(), listener()];
    watch.listen('c', one);
    watch.close();
    watch.listen('c', late);
    expect(one.closed).toHaveBeenCalledOnce();
    expect(late.closed).toHaveBeenCalledOnce();
  });
});
