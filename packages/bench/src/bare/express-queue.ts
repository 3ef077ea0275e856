import { Queue } from 'bullmq';
import express from 'express';
import { answerBench, listen } from '../lab/account.ts';

/** The least that accepts messages: Express puts what came into BullMQ, on the same Redis. Nothing else keeps it. */
const [redisUrl = ''] = process.argv.slice(2);
const queue = new Queue('bare', { connection: { url: redisUrl } });

const app = express().use(express.json());
app.post('/v1/messages', async (request, response) => {
  const { id } = await queue.add('send', request.body);
  response.status(202).json({ id, status: 'accepted' });
});

answerBench({});
await listen(app);
