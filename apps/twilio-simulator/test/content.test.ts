import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_STRICT_CONTENT: 'true', SIMULATOR_READ_SHARE: '0' });
});
afterAll(() => simulator.close());

const addresses = { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876' };

const createContent = async (): Promise<string> => {
  const authorization = `Basic ${btoa(`${simulator.client.username}:${simulator.client.password}`)}`;
  const answer = await fetch(`${simulator.url}/v1/Content`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      friendly_name: 'greeting',
      language: 'en',
      variables: { name: 'you' },
      types: { 'twilio/text': { body: 'Hello {{name}}, welcome back' } },
    }),
  });
  expect(answer.status).toBe(201);
  const content = (await answer.json()) as { sid: string };
  return content.sid;
};

it('has a shop’s three contents from the start, approved, in both languages', async () => {
  const contents = await simulator.client.content.v1.contentAndApprovals.list();
  expect(contents.map(({ friendlyName, language }) => `${friendlyName} ${language}`)).toEqual([
    'order_confirmation pt_BR',
    'order_confirmation en',
    'promotion pt_BR',
    'promotion en',
    'order_status pt_BR',
    'order_status en',
  ]);
  for (const { approvalRequests } of contents) expect(approvalRequests).toMatchObject({ status: 'approved' });
});

it('follows the links of a list', async () => {
  expect(await simulator.client.content.v1.contents.list({ pageSize: 4 })).toHaveLength(6);
  expect(await simulator.client.content.v2.contents.list({ language: ['en'] })).toHaveLength(3);
  expect(await simulator.client.content.v2.contentAndApprovals.list({ contentName: 'order' })).toHaveLength(4);
});

it('creates, sends, submits and deletes a content', async () => {
  const sid = await createContent();
  const content = simulator.client.content.v1.contents(sid);
  await expect(content.fetch()).resolves.toMatchObject({ sid, friendlyName: 'greeting', variables: { name: 'you' } });
  const message = await simulator.client.messages.create({ ...addresses, contentSid: sid });
  expect(message.body).toBe('Hello you, welcome back');

  expect((await content.approvalFetch().fetch()).whatsapp).toMatchObject({ status: 'unsubmitted' });
  const submission = { name: 'greeting', category: 'UTILITY' };
  await expect(content.approvalCreate.create(submission)).resolves.toMatchObject({ name: 'greeting' });
  await expect(content.approvalCreate.create(submission)).rejects.toMatchObject({ code: 92009 });
  expect((await content.approvalFetch().fetch()).whatsapp).toMatchObject({ status: 'approved', category: 'UTILITY' });

  await expect(content.remove()).resolves.toBe(true);
  await expect(content.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  await expect(simulator.client.messages.create({ ...addresses, contentSid: sid })).rejects.toMatchObject({
    code: 21655,
  });
});

it('refuses a content that was never created, when it is strict', async () => {
  const contentSid = `HX${'d'.repeat(32)}`;
  await expect(simulator.client.messages.create({ ...addresses, contentSid })).rejects.toMatchObject({ code: 21655 });
});

it('gives a content the configured approval, and fails messages of a content that WhatsApp stopped', async () => {
  const sid = 'HX00000000000000000000000000000201';
  const verdict = { status: 'paused', rejection_reason: 'quality', category: 'UTILITY' };
  expect((await simulator.put(`/simulator/approvals/${sid}`, verdict)).status).toBe(204);
  const listed = await simulator.client.content.v1.contentAndApprovals.list({ pageSize: 2 });
  expect(listed.find((content) => content.sid === sid)?.approvalRequests).toMatchObject(verdict);
  const message = await simulator.client.messages.create({ ...addresses, contentSid: sid });
  await simulator.until(message.sid, 'failed');
  expect(await simulator.client.messages(message.sid).fetch()).toMatchObject({ errorCode: 63041 });

  await simulator.put(`/simulator/approvals/${sid}`, { status: 'approved' });
  const next = await simulator.client.messages.create({ ...addresses, contentSid: sid });
  await simulator.until(next.sid, 'delivered');
});

it.each([
  ['a status that is none', 'HX00000000000000000000000000000201', { status: 'great' }, 400],
  ['a content that is not here', `HX${'d'.repeat(32)}`, { status: 'paused' }, 404],
])('cannot be given %s', async (_what, sid, verdict, status) => {
  expect((await simulator.put(`/simulator/approvals/${sid}`, verdict)).status).toBe(status);
});
