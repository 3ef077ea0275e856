import { Queue } from 'bullmq';
import express from 'express';
import { answerBench, listen } from '../lab/account.ts';

/** This minimal reference accepts messages: Express adds each body to BullMQ on the same Redis, and stores nothing else. */
const [redisUrl = ''] = process.argv.slice(2);
const queue = new Queue('bare', { connection: { url: redisUrl } });

const app = express().use(express.json());
app.post('/v1/messages', async (request, response) => {
  const { id } = await queue.add('send', request.body);
  response.status(202).json({ id, status: 'accepted' });
});

answerBench({});
await listen(app);
