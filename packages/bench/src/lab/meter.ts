import { answerBench } from './account.ts';

/** What a process has used since it started. CPU is user and system, of all its threads. */
export type Usage = { cpuMs: number; rssBytes: number };

const usage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() };
};

// Loaded ahead of a process under measurement: it knows nothing of it.
answerBench({ usage });
