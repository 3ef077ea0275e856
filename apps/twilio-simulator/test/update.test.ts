import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'Seu pedido saiu' };
const messagingServiceSid = `MG${'a'.repeat(32)}`;

const inAnHour = () => new Date(Date.now() + 3_600_000);

it('cancels a scheduled message', async () => {
  const { sid, status } = await simulator.client.messages.create({
    to: sms.to,
    body: 'oi',
    messagingServiceSid,
    scheduleType: 'fixed',
    sendAt: inAnHour(),
  });
  expect(status).toBe('scheduled');
  await expect(simulator.client.messages(sid).update({ status: 'canceled' })).resolves.toMatchObject({
    status: 'canceled',
  });
  await expect(simulator.client.messages(sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 30409 });
});

it('cancels nothing that was not scheduled', async () => {
  const { sid } = await simulator.client.messages.create(sms);
  await expect(simulator.client.messages(sid).update({ status: 'canceled' })).rejects.toMatchObject({
    status: 400,
    code: 30409,
  });
});

it('redacts and deletes a message that has ended', async () => {
  const { sid } = await simulator.client.messages.create(sms);
  await simulator.until(sid, 'delivered');
  await expect(simulator.client.messages(sid).update({ body: '' })).resolves.toMatchObject({ body: '' });
  await expect(simulator.client.messages(sid).remove()).resolves.toBe(true);
  await expect(simulator.client.messages(sid).fetch()).rejects.toMatchObject({ status: 404 });
});

it('leaves a message alone that is on its way', async () => {
  const { sid } = await simulator.client.messages.create({ ...sms, to: '+5511905510002' });
  await expect(simulator.client.messages(sid).update({ body: '' })).rejects.toMatchObject({ status: 409 });
  await expect(simulator.client.messages(sid).remove()).rejects.toMatchObject({ status: 409, code: 20409 });
});

it('changes neither text nor status otherwise', async () => {
  const { sid } = await simulator.client.messages.create(sms);
  await expect(simulator.client.messages(sid).update({ body: 'outro' })).rejects.toMatchObject({ code: 20001 });
  await expect(simulator.client.messages(sid).update({ status: 'sent' as never })).rejects.toMatchObject({
    code: 20001,
  });
});

it('is billed for what it sent, also once it is deleted, by day and category', async () => {
  const template = { contentSid: 'HX00000000000000000000000000000201', contentVariables: '{"1":"15"}' };
  const whatsapp = { to: `whatsapp:${sms.to}`, from: 'whatsapp:+551150289876', ...template };
  const today = new Date();
  const usage = async () => {
    const records = await simulator.client.usage.records.daily.list({ startDate: today, endDate: today, pageSize: 2 });
    return Object.fromEntries(records.map(({ category, count, price }) => [category, { count: Number(count), price }]));
  };
  const before = await usage();
  const sids = await Promise.all(
    [sms, whatsapp].map(async (each) => (await simulator.client.messages.create(each)).sid),
  );
  for (const sid of sids)
    await expect.poll(async () => (await simulator.client.messages(sid).fetch()).price).not.toBeNull();
  await Promise.all(sids.map((sid) => simulator.client.messages(sid).remove()));
  const after = await usage();
  expect(after).toMatchObject({
    'channels-messaging-outbound': { count: 1, price: 0.005 },
    'channels-whatsapp-template-marketing': { count: 1, price: 0.0625 },
  });
  expect(after['sms-outbound']?.count).toBeGreaterThan(before['sms-outbound']?.count ?? 0);
  await expect(
    simulator.client.request({
      method: 'get',
      uri: `${simulator.url}/2010-04-01/Accounts/AC${'0'.repeat(32)}/Usage/Records/Daily.json?StartDate=today`,
    }),
  ).resolves.toMatchObject({ statusCode: 400 });
});
