import { expect, it } from 'vitest';
import { startSimulator } from '../src/simulator.ts';

it('the simulator takes a message on the account that it was given, and ends with the suite', async () => {
  const simulator = await startSimulator();
  {
    await using _ = simulator;
    const { url, accountSid, authToken } = simulator;
    const answer = await fetch(`${url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      body: new URLSearchParams({ To: '+5511987654321', From: '+551150289876', Body: 'Olá' }),
    });
    expect(answer.status).toBe(201);
  }
  expect(await simulator.process.ended).toEqual({ code: 0, signal: null });
});

it('a simulator that does not start is an error that says why', async () => {
  await expect(startSimulator({ TWILIO_ACCOUNT_SID: 'wrong' })).rejects.toThrow(/ended with 1.*\n.*TWILIO_ACCOUNT_SID/);
});
