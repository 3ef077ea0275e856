import { sized, startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { twilioAccountSid, twilioAuthToken } from './support/environment.ts';
import type { ApiDocument } from './fuzz/operation.ts';
import { report } from './fuzz/report.ts';
import { runFuzz } from './fuzz/run-fuzz.ts';
import { startApiProcess } from './support/running-api.ts';

const count = sized(1_500, 12_000);
const seed = 1;

let simulator: Simulator;
let api: Awaited<ReturnType<typeof startApiProcess>>;
beforeAll(async () => {
  simulator = await startSimulator({ TWILIO_ACCOUNT_SID: twilioAccountSid, TWILIO_AUTH_TOKEN: twilioAuthToken });
  api = await startApiProcess({ TWILIO_API_BASE_URL: simulator.url, LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

it('answers any request to any operation, and never with an internal error', async () => {
  const document = (await api.call('GET', '/openapi.json')).body as ApiDocument;
  const fuzzed = await runFuzz({ url: api.url, document, seed, count });
  process.stdout.write(`${report(fuzzed, seed)}\n`);
  expect(fuzzed.faults, report(fuzzed, seed)).toEqual([]);
  expect(fuzzed.answers['200'] ?? 0).toBeGreaterThan(count / 20);
  expect(await api.call('GET', '/readyz')).toMatchObject({ status: 200 });
});
