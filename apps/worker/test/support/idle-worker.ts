import { createLogger, parseEnv } from '@recado/runtime';
import { Env, toConfig } from '../../src/config.ts';
import { createContext, type Context } from '../../src/context.ts';
import type { System } from './system.ts';

/** All that a worker of this system works with, in this process, which does nothing by itself. */
export const openIdleWorker = async (system: System): Promise<Context> => {
  const log = createLogger({ name: 'idle worker', level: 'error' });
  const context = createContext(toConfig(parseEnv(Env, system.env)), log, new AbortController().signal);
  await context.store.checkReady();
  return context;
};
