/** How many databases a Redis for tests has: one for each system that runs at the same time, and many to spare. */
export const redisDatabases = 128;

/** For tests: nothing on disk, and BullMQ's own demand that no key is ever evicted. */
export const redisSettings = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory-policy',
  'noeviction',
  '--databases',
  String(redisDatabases),
];
