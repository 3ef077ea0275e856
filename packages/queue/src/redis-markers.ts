import { keyPrefixOf, type Markers } from './engine.ts';
import type { RedisClient } from './redis-client.ts';

export const makeRedisMarkers = (client: RedisClient, findInstallation: () => Promise<string>): Markers => {
  const run = async (script: string, senderIds: string[], ...args: (string | number)[]): Promise<string[]> => {
    const installation = await findInstallation();
    const ask = (senderId: string) => client.eval(script, 1, `${keyPrefixOf(installation, senderId)}:mark`, ...args);
    const done = await Promise.all(senderIds.map(ask));
    return senderIds.filter((_, index) => done[index] === 1);
  };
  return {
    claim: (senderIds, holder, forMs) => run(steps.take, senderIds, holder, forMs),
    renew: (senderIds, holder, forMs) => run(steps.keep, senderIds, holder, forMs),
    finish: (senderIds, holder) => run(steps.settle, senderIds, holder),
  };
};

/**
 * A key holds its holder's name for a time, or without limit the mark that the queue is complete. Each step is one
 * script, because a flush may come between two commands.
 */
const steps = {
  take: `local held = redis.call('get', KEYS[1])
    if held and held ~= ARGV[1] then return 0 end
    redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
    return 1`,
  keep: `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('pexpire', KEYS[1], ARGV[2])`,
  settle: `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('set', KEYS[1], 'whole')
    return 1`,
} as const;
