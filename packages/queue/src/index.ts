export { createQueueConnection, type QueueConnection, type QueueSettings } from './connection.ts';
export { makeConsumer, type Consumer, type Consumption, type SenderConsumer } from './consumer.ts';
export type { Handle } from './handle-job.ts';
export { makeLosses, type Losses } from './losses.ts';
export { makeRetryPolicy } from './policy.ts';
export { makeProducer, type Producer, type QueueCounts } from './producer.ts';
export type { Turn } from './punctuality.ts';
export type { RedisTarget } from './redis-target.ts';
