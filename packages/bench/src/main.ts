import { createLogger, runProcess } from '@recado/runtime';
import { parseOptions, runBench } from './run.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const complain = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
};

const start = async ({ signal }: { signal: AbortSignal }): Promise<never> => {
  const code = await runBench(parseOptions(process.argv.slice(2)), { say, signal }).then(
    () => 0,
    (error: unknown) => {
      if (!signal.aborted) complain(error);
      return 1;
    },
  );
  process.exit(code);
};

await runProcess('bench', start, { log: createLogger({ name: 'bench', level: 'fatal' }) });
