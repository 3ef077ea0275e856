import { answerBench } from './account.ts';

/** The resources that a process has used since its start. CPU is user and system time of all threads. */
export type Usage = { cpuMs: number; rssBytes: number };

const usage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() };
};

// This module is loaded before the code of a measured process, which does not know about it.
answerBench({ usage });
