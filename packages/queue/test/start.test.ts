import { createTestDatabase } from '@recado/testing';
import { expect, it } from 'vitest';
import { createQueueConnection } from '../src/index.ts';

it('lets many processes start at once on an empty database', async () => {
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  const complaints: unknown[] = [];
  const complain = (fields: object) => void complaints.push(fields);
  const log = { info: complain, warn: complain, error: complain };
  const connections = Array.from({ length: 8 }, () => opened.use(createQueueConnection({ databaseUrl, log })));
  const ready = Promise.all(connections.map(({ engine }) => engine.ready()));
  await expect(ready).resolves.toHaveLength(8);
  await expect(Promise.all(connections.map(({ ping }) => ping()))).resolves.toHaveLength(8);
  expect(complaints).toEqual([]);
});

it('asks for a place to keep the queues', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  expect(() => createQueueConnection({ log })).toThrow('give redis or databaseUrl');
});
