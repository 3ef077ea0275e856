export { createQueueConnection, type QueueConnection, type QueueSettings } from './connection.ts';
export { makeConsumer, type Consumer, type Consumption, type SenderConsumer } from './consumer.ts';
export type { RedisTarget } from './engine.ts';
export type { Handle } from './job-handler.ts';
export type { SendSlot } from './pacing.ts';
export { makeRetryPolicy } from './policy.ts';
export { migrateQueue } from './postgres-schema.ts';
export { makeProducer, type Producer, type QueueCounts } from './producer.ts';
export { makeDatabaseMemory, makeQueueLoss, type DatabaseMemory, type QueueLoss } from './queue-loss.ts';
