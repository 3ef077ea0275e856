import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'Seu pedido saiu' };
const to = '+5521999990001';

it('follows pages to the last, newest first, each message once', async () => {
  const sids: string[] = [];
  for (let i = 0; i < 7; i += 1) sids.push((await simulator.client.messages.create({ ...sms, to })).sid);
  const listed = await simulator.client.messages.list({ to, pageSize: 3 });
  expect(listed.map(({ sid }) => sid)).toEqual(sids.toReversed());
});

it('goes back a page', async () => {
  const first = await simulator.client.messages.page({ to, pageSize: 3 });
  const second = await first.nextPage();
  const back = await second?.previousPage();
  expect(back?.instances.map(({ sid }) => sid)).toEqual(first.instances.map(({ sid }) => sid));
});

it('filters by sender and by when it was sent', async () => {
  const { sid } = await simulator.client.messages.create({ ...sms, to, from: 'Recado' });
  await simulator.until(sid, 'delivered');
  const [hour, day] = [3_600_000, 86_400_000];
  const found = (filter: Parameters<typeof simulator.client.messages.list>[0]) =>
    simulator.client.messages.list({ to, from: 'Recado', ...filter } as never);
  expect(await found({})).toHaveLength(1);
  expect(await found({ dateSentAfter: new Date(Date.now() - hour) })).toHaveLength(1);
  expect(await found({ dateSentBefore: new Date(Date.now() - hour) })).toHaveLength(0);
  expect(await found({ dateSent: new Date(Date.now() - 2 * day) })).toHaveLength(0);
});

it('has no date sent, and no sender of a Messaging Service, for a message just created', async () => {
  const slow = '+5511905510002';
  await simulator.client.messages.create({ ...sms, to: slow });
  expect(await simulator.client.messages.list({ to: slow })).toHaveLength(1);
  expect(await simulator.client.messages.list({ to: slow, dateSentAfter: new Date(0) })).toHaveLength(0);
});

it('refuses a page that is too large', async () => {
  await expect(simulator.client.messages.page({ pageSize: 1001 })).rejects.toMatchObject({
    status: 400,
    code: 20001,
  });
});
