import { describe, expect, it, vi } from 'vitest';
import { findMessage, listMessages } from './find.ts';
import type { RecordedMessage } from './message.ts';

describe('a message with its events', () => {
  type Deps = Parameters<typeof listMessages>[0];

  const id = (n: number) => `01999999-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const message = (n: number): RecordedMessage => ({
    id: id(n),
    status: 'sent',
    senderId: 'store',
    channel: 'sms',
    category: 'utility',
    to: '+5511987654321',
    attempts: 1,
    createdAt: new Date(0),
  });

  const world = (count: number) => ({
    defaultCountry: 'BR' as const,
    loadMessages: vi.fn<Deps['loadMessages']>(async ({ limit, beyond }) =>
      Array.from({ length: count }, (_, index) => message(count - index))
        .filter((candidate) => !beyond || candidate.id < beyond)
        .slice(0, limit),
    ),
  });

  describe('the list of messages', () => {
    it('pages through all of them, each once', async () => {
      const deps = world(5);
      const first = await listMessages(deps, { limit: 2 });
      const second = await listMessages(deps, { limit: 2, cursor: first.nextCursor ?? '' });
      const third = await listMessages(deps, { limit: 2, cursor: second.nextCursor ?? '' });
      const ids = [first, second, third].flatMap((page) => page.messages.map((found) => found.id));
      expect(ids).toEqual([5, 4, 3, 2, 1].map(id));
      expect(third.nextCursor).toBeNull();
    });

    it('gives no cursor when a page is just full', async () => {
      expect((await listMessages(world(2), { limit: 2 })).nextCursor).toBeNull();
    });

    it('looks a number up however it is written', async () => {
      const deps = world(0);
      await listMessages(deps, { limit: 2, to: '(11) 98765-4321' });
      expect(deps.loadMessages).toHaveBeenCalledWith({ limit: 3, to: '+5511987654321' });
    });

    it('reads times and the order', async () => {
      const deps = world(0);
      const times = { since: '2026-11-22T09:00:00-03:00', until: '2026-11-23T00:00:00Z' };
      await listMessages(deps, { limit: 2, ...times, sort: 'created_at' });
      const range = { since: new Date('2026-11-22T12:00:00Z'), until: new Date('2026-11-23T00:00:00Z') };
      expect(deps.loadMessages).toHaveBeenLastCalledWith({ limit: 3, ...range, isOldestFirst: true });
      await listMessages(deps, { limit: 2, sort: '-created_at' });
      expect(deps.loadMessages).toHaveBeenLastCalledWith({ limit: 3 });
    });

    it('refuses a cursor that it did not give', async () => {
      await expect(listMessages(world(1), { limit: 2, cursor: 'abc' })).rejects.toMatchObject({
        errors: [expect.objectContaining({ field: 'cursor' })],
      });
    });
  });

  it('findMessage refuses an unknown id', async () => {
    await expect(findMessage({ loadMessage: async () => undefined }, id(1))).rejects.toMatchObject({
      type: 'not-found',
    });
  });
});
