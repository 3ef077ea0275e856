import { startPostgresServer, startProcess, startSimulator } from '@recado/testing/servers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { environment, twilioAccountSid, twilioAuthToken } from '../support/environment.ts';
import type { ApiDocument } from './operation.ts';
import { report } from './report.ts';
import { runFuzz } from './run-fuzz.ts';

const Options = z.object({
  count: z.coerce.number().int().min(1).default(20_000),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 30)
    .default(() => Math.floor(Math.random() * 1_000_000)),
});

const option = { type: 'string' } as const;
const { values } = parseArgs({ options: { count: option, seed: option } });
const { count, seed } = Options.parse(values);

await using postgres = await startPostgresServer();
await using simulator = await startSimulator({
  TWILIO_ACCOUNT_SID: twilioAccountSid,
  TWILIO_AUTH_TOKEN: twilioAuthToken,
});
await using api = startProcess('apps/api/src/main.ts', {
  ...environment(postgres.url),
  TWILIO_API_BASE_URL: simulator.url,
  LOG_LEVEL: 'warn',
});
const { url } = (await api.ready()) as { url: string };
const document = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument;
const fuzzed = await runFuzz({ url, document, seed, count });
const isAlive = (await fetch(`${url}/readyz`)).ok;
process.stdout.write(`${report(fuzzed, seed)}\n${isAlive ? 'alive at the end' : 'dead at the end'}\n`);
if (fuzzed.faults.length || !isAlive) process.exitCode = 1;
