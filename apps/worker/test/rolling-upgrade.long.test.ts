import { queueEngines, openDatabase, type StartedProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { acceptMany, countAtTwilio } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const people = 60;
const file = `to,discount\n${Array.from({ length: people }, (_, n) => `+5511${987_650_000 + n},10%\n`).join('')}`;

/** All that a migration of the next version may do while this version works: each table gets a column and an index. */
const expand = `
  do $$ declare name text; begin
    for name in select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        and relname not like 'recado_migrations%'
    loop
      execute format('alter table %I add column added_later text not null default ''later''', name);
      execute format('create index on %I (added_later)', name);
    end loop;
  end $$;
  create table added_later (id bigint primary key, message_id uuid not null);
  alter table encryption_keys drop constraint encryption_keys_purpose_check;
  alter table encryption_keys add constraint encryption_keys_purpose_check check (purpose in ('sealing', 'index', 'later'));
  insert into recado_migrations (name, timestamp) values ('9999_added_later', now()::text)`;

const migrateFurther = async ({ env }: System): Promise<void> => {
  await using database = await openDatabase(env['DATABASE_URL'] ?? '');
  // It locks all tables at once, which running processes lock in other orders: PostgreSQL ends one of the two.
  const tryExpand = (): Promise<unknown> =>
    database.query(expand).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === '40P01') return tryExpand();
      throw error;
    });
  await tryExpand();
  await database.query(`alter type event_type add value 'added_later'`);
};

/** Accepts, imports, estimates, launches, sends, cancels, retries and exports; returns the number of sent messages. */
const useAll = async (system: System): Promise<number> => {
  const actions = makeCampaignActions(system);
  await acceptMany(system, 20, { fallback: { channel: 'sms', template: 'order_confirmation' } });
  const [later] = await acceptMany(system, 1, { send_at: new Date(Date.now() + 3_600_000).toISOString() });
  expect((await system.call('POST', `/v1/messages/${later}/cancel`)).status).toBe(200);
  const id = await actions.draft();
  expect(await actions.upload(id, file)).toMatchObject({ status: 200, body: { accepted: people } });
  expect(await actions.estimate(id)).toMatchObject({ to_send: people });
  await actions.launch(id);
  const progress = async () => (await actions.show(id)).progress;
  await expect.poll(progress).toMatchObject({ done: people, by_status: { delivered: people } });
  const read = ['senders', 'templates', 'prices', 'settings', 'audit', 'messages/inbound', 'messages', 'campaigns'];
  for (const path of read) {
    const { status, body } = await system.call('GET', `/v1/${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(JSON.stringify(body)).not.toContain('added_later');
  }
  expect(await actions.recipientReport(id)).toHaveLength(people);
  const contact = encodeURIComponent('+5511987650000');
  expect((await system.call('POST', `/v1/contacts/${contact}/opt-out`)).status).toBe(200);
  const request = { source: 'call', evidence: 'ticket 12' };
  expect((await system.call('POST', `/v1/contacts/${contact}/opt-in`, request)).status).toBe(200);
  return 20 + people;
};

const complaints = (processes: StartedProcess[]): string[] =>
  processes
    .flatMap(({ output }) => output.text().split('\n'))
    .filter((line) => /"level":(50|60)|"level":"(error|fatal)"|cached plan/.test(line));

describe.each(queueEngines)('on a schema that the next version has migrated, on the %s engine', (engine) => {
  it('this version works on, and starts', async () => {
    await using system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' });
    const processes = [system.api, await system.startWorker()];
    let sent = await useAll(system);

    await migrateFurther(system);
    sent += await useAll(system);

    for (const running of processes) expect(await running.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    processes.push(await system.restartApi(), await system.startWorker());
    sent += await useAll(system);
    await expect.poll(() => countAtTwilio(system)).toBe(sent);
    expect(complaints(processes)).toEqual([]);
  });
});
