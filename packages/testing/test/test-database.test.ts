import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { createTemplate, createTestDatabase } from '../src/postgres/test-database.ts';

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
};

describe('createTestDatabase', () => {
  it('gives each suite a database that the others do not see', async () => {
    await using first = await createTestDatabase();
    await using second = await createTestDatabase();
    await query(first.url, 'create table own (id int)');
    expect(await query(second.url, "select to_regclass('own') as own")).toEqual([{ own: null }]);
  });

  it('drops it in the end, also with a connection open', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database[Symbol.asyncDispose]();
    await expect(query(database.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('speaks UTF-8', async () => {
    await using database = await createTestDatabase();
    expect(await query(database.url, "select upper('promoção') as text")).toEqual([{ text: 'PROMOÇÃO' }]);
  });
});

describe('createTemplate', () => {
  it('migrates once for callers at the same time, and later ones', async () => {
    let migrations = 0;
    const migrate = async (url: string) => {
      migrations += 1;
      await query(url, "create table greeting as select 'olá' as text");
    };
    const names = await Promise.all([createTemplate('once', migrate), createTemplate('once', migrate)]);
    const template = await createTemplate('once', migrate);
    expect([...names, template]).toEqual([template, template, template]);
    expect(migrations).toBe(1);
    await using database = await createTestDatabase({ template });
    expect(await query(database.url, 'select text from greeting')).toEqual([{ text: 'olá' }]);
  });

  it('starts again after a migration that failed', async () => {
    const fails = async (url: string) => {
      await query(url, 'create table half (id int)');
      throw new Error('broken migration');
    };
    await expect(createTemplate('afresh', fails)).rejects.toThrow('broken migration');
    const template = await createTemplate(
      'afresh',
      async (url) => void (await query(url, 'create table half (id int)')),
    );
    await using database = await createTestDatabase({ template });
    expect(await query(database.url, 'select * from half')).toEqual([]);
  });
});
