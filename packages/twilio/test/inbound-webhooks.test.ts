import { startSimulator, type Simulator } from '@recado/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Twilio } from '../src/client.ts';
import type { FoundWebhooks } from '../src/inbound-webhooks.ts';
import { makeTwilio } from './support/make-twilio.ts';
import { startScriptedServer } from './support/scripted-server.ts';

const number = { channel: 'sms', address: '+551150289877' } as const;
const whatsapp = { channel: 'whatsapp', address: '+551150289876' } as const;
const service = { channel: 'sms', address: `MG${'a'.repeat(32)}` } as const;
const publicUrl = 'https://recado.example.com';

type Sender = Parameters<Twilio['findInboundWebhooks']>[0][number];
const find = async (twilio: Twilio, sender: Sender): Promise<FoundWebhooks> => {
  const [found] = await twilio.findInboundWebhooks([sender]);
  return found ?? { kind: 'none', problem: 'no answer' };
};
const webhooksOf = (found: FoundWebhooks) => (found.kind === 'found' ? found.webhooks : []);

describe('at the simulator', () => {
  let simulator: Simulator;
  let twilio: Twilio;

  beforeEach(async () => {
    simulator = await startSimulator({ SIMULATOR_SENDERS: `${number.address},whatsapp:${whatsapp.address}` });
    twilio = makeTwilio({ ...simulator, baseUrl: simulator.url, publicUrl });
  });
  afterEach(async () => {
    await twilio[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
  });

  const change = async (sender: Sender) => {
    const webhooks = webhooksOf(await find(twilio, sender));
    for (const webhook of webhooks) expect(await webhook.change()).toBeUndefined();
    return webhooks;
  };
  const update = (path: string, body: Record<string, string>) =>
    fetch(simulator.url + path, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}` },
    });

  it.each([
    ['a phone number', number, 'phone number +551150289877', ['smsUrl', 'smsFallbackUrl']],
    ['a Messaging Service', service, `Messaging Service ${service.address}`, ['inboundRequestUrl', 'fallbackUrl']],
    ['a WhatsApp sender', whatsapp, 'WhatsApp sender +551150289876', ['callback_url', 'fallback_url']],
  ])('changes what differs of %s once, and finds nothing to change afterwards', async (_, sender, resource, names) => {
    const [changed] = await change(sender);
    expect(changed).toMatchObject({ resource, isElsewhere: true });
    expect(changed?.changes.map(({ name }) => name)).toEqual(names);
    for (const { to } of changed?.changes ?? [])
      expect(to).toMatch(/^https:\/\/recado\.example\.com\/webhooks\/twilio\/inbound#ct=/);
    expect(webhooksOf(await find(twilio, sender))).toMatchObject([{ isElsewhere: false, changes: [] }]);
  });

  it('changes the senders of a service that leaves inbound messages to them', async () => {
    await update(`/v1/Services/${service.address}`, { UseInboundWebhookOnNumber: 'true' });
    const changed = await change(service);
    expect(changed.map(({ resource }) => resource)).toEqual([
      'phone number +551150289877',
      'WhatsApp sender +551150289876',
    ]);
    for (const sender of [number, whatsapp, service])
      for (const { changes } of webhooksOf(await find(twilio, sender))) expect(changes).toEqual([]);
  });

  it('finds the service of a sender that is in its pool, whose own webhook Twilio ignores', async () => {
    await change(service);
    for (const sender of [number, whatsapp])
      expect(webhooksOf(await find(twilio, sender))).toMatchObject([
        { resource: `Messaging Service ${service.address}`, isElsewhere: false },
      ]);
    await update(`/v1/Services/${service.address}`, { InboundRequestUrl: 'https://other.example.com/' });
    expect(webhooksOf(await find(twilio, number))).toMatchObject([{ isElsewhere: true }]);
    await update(`/v1/Services/${service.address}`, { UseInboundWebhookOnNumber: 'true' });
    expect(webhooksOf(await find(twilio, number))).toMatchObject([{ resource: 'phone number +551150289877' }]);
  });

  it('takes a number out of the application that would hide its URL', async () => {
    await change(number);
    const sid = `PN${Buffer.from(number.address).toString('hex').padStart(32, '0')}`;
    const path = `/2010-04-01/Accounts/${simulator.accountSid}/IncomingPhoneNumbers/${sid}.json`;
    await update(path, { SmsApplicationSid: `AP${'1'.repeat(32)}` });
    const [changed] = await change(number);
    expect(changed).toMatchObject({ isElsewhere: true, changes: [{ name: 'smsApplicationSid', to: '' }] });
    expect(webhooksOf(await find(twilio, number))).toMatchObject([{ changes: [] }]);
  });

  it.each([
    ['a number of another account', { ...number, address: '+551150280000' }, 'missing', 'no such sender'],
    ['a WhatsApp sender of another account', { ...whatsapp, address: '+551150280000' }, 'missing', 'no such sender'],
    ['a name', { ...number, address: 'LOJA' }, 'none', 'receives no messages'],
    ['a short code', { ...number, address: '28149' }, 'none', "Twilio's console"],
  ])('finds nothing to set for %s', async (_, sender, kind, problem) => {
    expect(await find(twilio, sender)).toEqual({ kind, problem: expect.stringContaining(problem) });
  });

  it('says that the credentials are refused, and which permissions a key needs', async () => {
    await using refused = makeTwilio({ baseUrl: simulator.url, accountSid: simulator.accountSid, authToken: 'wrong' });
    for (const sender of [number, whatsapp, service])
      expect(await find(refused, sender)).toEqual({
        kind: 'unreadable',
        problem: expect.stringMatching(/401 with 20003.*permission to list, read and update/),
      });
  });
});

describe('answers of Twilio that are not as expected', () => {
  const answer = (body: unknown, status = 200) =>
    startScriptedServer((response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );

  it('names the permissions if a restricted key may not do this', async () => {
    await using server = await answer({ code: 70051, message: 'not authorized', status: 403 }, 403);
    await using twilio = makeTwilio(server);
    expect(await find(twilio, number)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringMatching(/^Twilio answered 403 with 70051: not authorized\. An API key needs/),
    });
  });

  it('reads the webhook of a WhatsApp sender that the list shows without one', async () => {
    const sender = { sid: `XE${'1'.repeat(32)}`, sender_id: 'whatsapp:+551150289876' };
    const webhook = { callback_url: 'https://other.example.com/', status_callback_url: 'https://other.example.com/s' };
    await using server = await startScriptedServer((response, { url = '', method }) => {
      const isList = method === 'GET' && !url.includes(sender.sid);
      const list = url.startsWith('/v1/Services')
        ? { services: [], meta: { key: 'services' } }
        : { senders: [sender], meta: { key: 'senders' } };
      const body = isList ? list : { ...sender, webhook };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await using twilio = makeTwilio(server);
    const [found] = webhooksOf(await find(twilio, whatsapp));
    expect(found?.changes.map(({ from }) => from)).toContain(webhook.callback_url);
    expect(await found?.change()).toBeUndefined();
    const sent: unknown = JSON.parse(server.received.at(-1)?.body ?? '');
    expect(sent).toMatchObject({ webhook: { status_callback_url: webhook.status_callback_url } });
  });

  it('reports an answer that cannot be read, and one that never comes', async () => {
    await using server = await startScriptedServer((response) => response.writeHead(502).end('<html>'));
    await using twilio = makeTwilio(server);
    expect(await find(twilio, number)).toMatchObject({
      kind: 'unreadable',
      problem: 'Twilio answered 502',
    });
    await server[Symbol.asyncDispose]();
    expect(await find(twilio, number)).toMatchObject({
      problem: 'Twilio was not reached (ECONNREFUSED)',
    });
  });
});
