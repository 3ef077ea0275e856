import type { IRedisTransaction, JobJson, RedisQueueBackend } from 'bullmq';
// The number in each name is that of the script's keys. An import that fails shows that BullMQ changed one.
import { addDelayedJob } from 'bullmq/dist/esm/scripts/addDelayedJob-6.js';
import { addPrioritizedJob } from 'bullmq/dist/esm/scripts/addPrioritizedJob-9.js';
import { addStandardJob } from 'bullmq/dist/esm/scripts/addStandardJob-9.js';
import type { RedisClient } from './redis-client.ts';

type Adding = Pick<RedisQueueBackend, 'addJobToTransaction'>;

/**
 * Adds jobs as BullMQ does, by its own scripts and arguments, but runs a script once for many jobs. BullMQ sends a command
 * for each job, with all keys of the queue, and reads an answer to each. That took an eighth of the CPU of accepting a message.
 */
export const makeAddJobs = (client: RedisClient) => {
  const commands = defineScripts(client);
  return async (backend: Adding, jobs: readonly JobJson[]): Promise<void> => {
    const calls = await callsOf(backend, jobs);
    const runs = [...Map.groupBy(calls, ({ script }) => script)].flatMap(([script, own]) =>
      partsOf(own).map(async (part) => checkAnswers(await commands[nameOf(script)]?.(argumentsOf(part)))),
    );
    await Promise.all(runs);
  };
};

/** The arguments after the keys: the job's place, its data, its options. */
const argumentsOfJob = 3;

/** Redis does nothing else during a script, which adds so many jobs in some 3 ms. */
const jobsPerScript = 100;

/** A script of BullMQ that runs for each job. It answers with the answers. */
const forEachJob = (lua: string): string => `
  local function add(KEYS, ARGV)
    ${lua}
  end
  local answers = {}
  for at = 1, #ARGV, ${argumentsOfJob} do
    answers[#answers + 1] = add(KEYS, { ARGV[at], ARGV[at + 1], ARGV[at + 2] })
  end
  return answers`;

const scripts = [addDelayedJob, addPrioritizedJob, addStandardJob];

const nameOf = (script: string): string => `${script}ForEach`;

type Answer = string | number;
type Commands = Readonly<Record<string, (args: Argument[]) => Promise<Answer[]>>>;

const defineScripts = (client: RedisClient): Commands => {
  for (const { name, content, keys } of scripts)
    if (!(nameOf(name) in client)) client.defineCommand(nameOf(name), { lua: forEachJob(content), numberOfKeys: keys });
  return client as unknown as Commands;
};

type Argument = string | number | Buffer;
type Call = { script: string; args: Argument[] };

/** Returns what BullMQ would send for each job. The name of its command ends with its version. */
const callsOf = async (backend: Adding, jobs: readonly JobJson[]): Promise<Call[]> => {
  const calls: Call[] = [];
  const runCommand = (command: string, args: Argument[]) => {
    const script = command.slice(0, command.indexOf(':'));
    if (!scripts.some(({ name }) => name === script))
      throw new Error(`BullMQ adds a job by an unknown script: ${command}`);
    calls.push({ script, args });
  };
  const recorder = { runCommand } as unknown as IRedisTransaction;
  await Promise.all(jobs.map((job) => backend.addJobToTransaction(recorder, job, job.id ?? '')));
  return calls;
};

const partsOf = (calls: readonly Call[]): Call[][] =>
  Array.from({ length: Math.ceil(calls.length / jobsPerScript) }, (_, part) =>
    calls.slice(part * jobsPerScript, (part + 1) * jobsPerScript),
  );

const argumentsOf = (calls: readonly Call[]): Argument[] => [
  ...(calls[0]?.args.slice(0, -argumentsOfJob) ?? []),
  ...calls.flatMap(({ args }) => args.slice(-argumentsOfJob)),
];

/** A script answers with the id of the job, or with a number below zero. */
const checkAnswers = (answers: readonly Answer[] = []): void => {
  const refusal = answers.find((answer) => typeof answer === 'number' && answer < 0);
  if (refusal !== undefined) throw new Error(`BullMQ did not add a job: ${refusal}`);
};
