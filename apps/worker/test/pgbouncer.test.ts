import { skipsPgbouncer, startPgbouncer } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

describe.skipIf(skipsPgbouncer)('through PgBouncer in session mode, with the queue in PostgreSQL', () => {
  it('a worker listens for jobs and sends them', async () => {
    await using system = await startSystem('postgresql');
    await using pooler = await startPgbouncer(system.env['DATABASE_URL'] ?? '', 'session');
    await using worker = await system.startWorker({ DATABASE_URL: pooler.url });
    const message = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => system.call('POST', '/v1/messages', message)));
    const statuses = async () => {
      const found = await Promise.all(answers.map(({ body }) => system.call('GET', `/v1/messages/${body.id}`)));
      return found.filter(({ body }) => body.sent_at).length;
    };
    await expect.poll(statuses).toBe(20);
    expect(worker.output.text()).not.toContain('Queue store PostgreSQL is not responding');
  });
});
