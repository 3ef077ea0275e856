import { Queue, Worker } from 'bullmq';
import { Pool } from 'pg';
import twilio from 'twilio';
import { account, answerBench, reportReady, requestOf, senderAddress } from '../lab/account.ts';

/**
 * The worker that a developer writes in an afternoon: BullMQ with its limiter, twilio-node, and an UPDATE before and after
 * each request. It fills its table and its queue before it starts.
 */
const [twilioUrl = '', concurrency, count, redisUrl = '', databaseUrl = ''] = process.argv.slice(2);
const connection = { url: redisUrl };
const atOnce = 1_000;
/** Messages per second, far above what one process sends. */
const unbound = 10_000;

const database = new Pool({ connectionString: databaseUrl, max: 10 });
const client = twilio(account.sid, account.authToken, { maxSockets: Number(concurrency) });
client.api.baseUrl = twilioUrl;

type Job = { id: number; to: string; variables: { order_id: string } };

const fill = async (): Promise<void> => {
  await database.query(`
    create table messages (
      id bigint primary key, recipient text not null, status text not null, sid text, updated_at timestamptz not null
    )`);
  const queue = new Queue<Job>('messages', { connection });
  for (let first = 1; first <= Number(count); first += atOnce) {
    const jobs = Array.from({ length: Math.min(atOnce, Number(count) - first + 1) }, (_, index) => ({
      id: first + index,
      ...requestOf(first + index),
    }));
    await database.query(
      `insert into messages select id, recipient, 'queued', null, now() from unnest($1::bigint[], $2::text[]) as m (id, recipient)`,
      [jobs.map(({ id }) => id), jobs.map(({ to }) => to)],
    );
    await queue.addBulk(jobs.map((data) => ({ name: 'send', data, opts: { attempts: 5, removeOnComplete: true } })));
  }
  await queue.close();
};

const setStatus = (id: number, status: string, sid: string | null = null) =>
  database.query('update messages set status = $2, sid = $3, updated_at = now() where id = $1', [id, status, sid]);

const send = async ({ id, to, variables }: Job): Promise<void> => {
  await setStatus(id, 'sending');
  const { sid } = await client.messages.create({
    to: `whatsapp:${to}`,
    from: `whatsapp:${senderAddress}`,
    contentSid: `HX${'0'.repeat(32)}`,
    contentVariables: JSON.stringify({ 1: variables.order_id }),
    statusCallback: `https://example.com/status/${id}`,
  });
  await setStatus(id, 'sent', sid);
};

await fill();
const worker = new Worker<Job>('messages', ({ data }) => send(data), {
  connection,
  concurrency: Number(concurrency),
  limiter: { max: unbound, duration: 1_000 },
});
await worker.waitUntilReady();
answerBench({});
reportReady();
