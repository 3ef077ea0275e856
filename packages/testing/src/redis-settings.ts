/** For tests: nothing on disk, and BullMQ's own demand that no key is ever evicted. */
export const redisSettings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
