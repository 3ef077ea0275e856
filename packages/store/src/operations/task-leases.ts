import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

export type TaskBid = {
  /** Names the worker. */
  holder: string;
  tasks: readonly string[];
  /** Tasks whose last run failed here: another worker may take them at once. */
  failing: readonly string[];
  leaseMs: number;
};

/**
 * Renews the leases that the worker holds, and takes those that ended or fail elsewhere. Returns the tasks that it holds
 * now, by PostgreSQL's clock. Nobody waits for a row that another worker is taking.
 */
export const takeTasks = async (
  db: Kysely<Schema>,
  { holder, tasks, failing, leaseMs }: TaskBid,
): Promise<string[]> => {
  const { rows } = await sql<{ task: string }>`
    with bid as (
      select task, task = any (${failing}::text[]) as is_failing, now() + ${leaseMs} * interval '1 ms' as until
      from unnest(${tasks}::text[]) as task
    ), free as (
      select task, holder from task_leases
      where task = any (${tasks}::text[]) and (holder = ${holder} or until < now() or is_failing)
      for update skip locked
    ), taken as (
      update task_leases
      set holder = ${holder}, until = bid.until, is_failing = bid.is_failing and free.holder = ${holder}
      from free join bid using (task)
      where task_leases.task = free.task
      returning task_leases.task
    ), added as (
      insert into task_leases (task, holder, until, is_failing)
      select task, ${holder}, until, false from bid
      where not exists (select from task_leases where task_leases.task = bid.task)
      on conflict (task) do nothing
      returning task
    )
    select task from taken union all select task from added`.execute(db);
  return rows.map(({ task }) => task);
};

/** Ends the leases of a worker that stops. */
export const releaseTasks = async (db: Kysely<Schema>, holder: string): Promise<void> => {
  await sql`update task_leases set until = now() where holder = ${holder} and until > now()`.execute(db);
};
