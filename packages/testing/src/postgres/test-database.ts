import { randomUUID } from 'node:crypto';
import { onServer, urlOf } from '../server-client.ts';
import type { TestStore } from '../test-store.ts';

export interface TestDatabaseOptions {
  /** What `createTemplate` returned; without it the database is empty. */
  template?: string;
}

/** A database of a suite's own on the run's PostgreSQL. Disposing of it drops it, with whoever is still connected. */
export async function createTestDatabase({ template = 'template1' }: TestDatabaseOptions = {}): Promise<TestStore> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`create database "${name}" template "${template}"`));
  return {
    url: urlOf(name),
    async [Symbol.asyncDispose]() {
      await onServer((client) => client.query(`drop database if exists "${name}" with (force)`));
    },
  };
}
