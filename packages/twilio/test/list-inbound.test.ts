import { startSimulator } from '@recado/testing';
import { expect, it } from 'vitest';
import { makeTwilio } from './support/make-twilio.ts';

const numbers = ['+551150280001', '+551150280002'];

it('reads what people wrote to each number of a Messaging Service', async () => {
  await using simulator = await startSimulator({
    SIMULATOR_LATENCY_MS: '0',
    SIMULATOR_SENDERS: numbers.join(','),
    // Nobody listens there: the webhook is lost.
    SIMULATOR_INBOUND_URL: 'http://127.0.0.1:9/inbound',
  });
  for (const [place, to] of numbers.entries()) {
    const inbound = { from: '+5511987654321', to, body: `PARAR ${place}` };
    const answer = await fetch(`${simulator.url}/simulator/inbound`, {
      method: 'POST',
      body: JSON.stringify(inbound),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.ok).toBe(true);
  }
  const { accountSid, authToken, url: baseUrl } = simulator;
  await using twilio = makeTwilio({ accountSid, authToken, baseUrl });
  const address = `MG${'a'.repeat(32)}`;
  const found = [];
  for await (const page of twilio.listInbound({ channel: 'sms', address, since: new Date(Date.now() - 60_000) }))
    found.push(...page);
  expect(new Set(found.map(({ content }) => content.body))).toEqual(new Set(['PARAR 0', 'PARAR 1']));
  expect(found).toHaveLength(2);
});
