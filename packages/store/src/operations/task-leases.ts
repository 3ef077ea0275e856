import type { RecordedSender } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { isWrittenHere } from '../messages/eligibility.ts';
import type { Schema } from '../schema/index.ts';
import { findSendersIn } from '../senders/senders.ts';

export type CheckIn = {
  worker: { id: string; host: string; startedAt: Date };
  tasks: readonly string[];
  /** Tasks whose last run failed here: another worker may take them at once. */
  failing: readonly string[];
  leaseMs: number;
};

export type CheckedIn = {
  /** The tasks that the worker holds now. */
  tasks: string[];
  /** Counts the living workers, with this one. */
  workers: number;
  /** Tasks that this worker should hold. */
  share: number;
  /** The place of this worker among them, from 0. */
  rank: number;
  /** The time at which the database was seen last. Absent when it was restored and no worker has recorded that yet. */
  seenAt: Date | undefined;
  senders: RecordedSender[];
};

const nobody = '00000000-0000-0000-0000-000000000000';

/** All that a worker says and asks every few seconds, in one transaction. All times are PostgreSQL's. */
export const checkIn = (db: Kysely<Schema>, own: CheckIn): Promise<CheckedIn> =>
  db.transaction().execute(async (trx) => {
    const standing = await bid(trx, own);
    return { ...standing, senders: await findSendersIn(trx) };
  });

/**
 * Writes that the worker runs, renews its leases, and takes tasks whose lease ended or which fail elsewhere.
 *
 * - Tasks of a worker that stopped or died go to the next one that checks in, and so do tasks that fail elsewhere.
 * - Tasks that were handed over are for workers that hold less than their share. The shares add up to all tasks.
 * - A worker that does not check in for the time of a lease counts as dead when its leases end.
 * - Nobody waits for a row that another worker is taking.
 */
const bid = async (db: Kysely<Schema>, { worker, tasks, failing, leaseMs }: CheckIn) => {
  const { id, host, startedAt } = worker;
  const lease = sql`${leaseMs} * interval '1 ms'`;
  const { rows } = await sql<Omit<CheckedIn, 'seenAt' | 'senders'> & { seenAt: Date | null }>`
    with living as (
      select 1 + count(*)::int as workers, (count(*) filter (where id < ${id}))::int as rank
      from process_heartbeats where kind = 'worker' and id <> ${id} and seen_at > now() - ${lease}
    ), standing as (
      select *, ${tasks.length}::int / workers + (rank < ${tasks.length}::int % workers)::int as share from living
    ), gone as (
      delete from process_heartbeats where seen_at < now() - interval '1 day'
    ), seen as (
      insert into process_heartbeats (id, kind, host, started_at, seen_at)
      values (${id}, 'worker', ${host}, ${startedAt}, now())
      on conflict (id) do update set seen_at = excluded.seen_at
    ), bid as (
      select task, task = any (${failing}::text[]) as is_failing, now() + ${lease} as until
      from unnest(${tasks}::text[]) as task
    ), free as (
      select task, holder = ${id} as is_own, holder = ${nobody} and until > now() - ${lease} as is_handed_over from task_leases
      where task = any (${tasks}::text[]) and (holder = ${id} or until < now() or is_failing)
      for update skip locked
    ), allowed as (
      select task from free where is_handed_over order by task
      limit (select greatest(0, share - (select count(*) from free where not is_handed_over)) from standing)
    ), taken as (
      update task_leases set holder = ${id}, until = bid.until, is_failing = bid.is_failing and free.is_own
      from free join bid using (task)
      where task_leases.task = free.task and (not free.is_handed_over or free.task in (select task from allowed))
      returning task_leases.task
    ), added as (
      insert into task_leases (task, holder, until, is_failing)
      select task, ${id}, until, false from bid
      where not exists (select from task_leases where task_leases.task = bid.task)
      on conflict (task) do nothing
      returning task
    )
    select workers, share, rank, array(select task from taken union all select task from added) as tasks,
      (select seen_at from database_identity where ${sql.raw(isWrittenHere)}) as "seenAt"
    from standing`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL returned no row for the leases of tasks');
  return { ...row, seenAt: row.seenAt ?? undefined };
};

/** Hands tasks of the worker over to those that hold less than their share. */
export const releaseTasks = async (db: Kysely<Schema>, worker: string, tasks: readonly string[]): Promise<void> => {
  await sql`
    update task_leases set until = now(), holder = ${nobody}
    where holder = ${worker} and task = any (${tasks}::text[]) and until > now()`.execute(db);
};

/** Ends all leases of a worker that stops, and its share: the next worker takes its tasks. */
export const checkOut = async (db: Kysely<Schema>, worker: string): Promise<void> => {
  await sql`
    with gone as (delete from process_heartbeats where id = ${worker})
    update task_leases set until = now() where holder = ${worker} and until > now()`.execute(db);
};
