import { startProcess } from '@recado/testing';
import { expect, it } from 'vitest';
import { account, clientFor } from './support/simulator.ts';

const main = 'apps/twilio-simulator/src/main.ts';

it('listens, answers, and ends with 0 on SIGTERM while messages are on their way', async () => {
  await using simulator = startProcess(main, { ...account, PORT: '0' });
  const { url } = await simulator.ready();
  const message = { to: '+5511988887777', from: '+5511400289220', body: 'oi' };
  await expect(clientFor(String(url)).messages.create(message)).resolves.toMatchObject({ status: 'queued' });
  await expect(simulator.kill('SIGTERM')).resolves.toEqual({ code: 0, signal: null });
});

it('names every issue of its environment, and exits with 1', async () => {
  await using simulator = startProcess(main, { TWILIO_ACCOUNT_SID: 'AC1', SIMULATOR_FAULTS: '{"hang_after":2}' });
  await expect(simulator.ended).resolves.toEqual({ code: 1, signal: null });
  const names = simulator.output.text().trim().split('\n');
  expect(new Set(names.map((line) => line.split(':')[0]))).toEqual(
    new Set(['SIMULATOR_FAULTS.hang_after', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']),
  );
});
