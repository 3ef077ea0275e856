import { expect, it } from 'vitest';
import { compareInboundWebhooks } from './prepare.ts';

type Found = Awaited<ReturnType<Parameters<typeof compareInboundWebhooks>[0]['findInboundWebhooks']>>[number];

const webhook = (isElsewhere: boolean): Found => ({
  kind: 'found',
  webhooks: [{ resource: 'phone number', isElsewhere, changes: [], change: () => Promise.resolve(undefined) }],
});

const compare = async (found: Record<string, Found>) => {
  const lines: [object, string][] = [];
  const senders = Object.keys(found).map((address) => ({ id: `s-${address}`, channel: 'sms' as const, address }));
  await compareInboundWebhooks({
    findSenders: () => Promise.resolve(senders),
    findInboundWebhooks: () => Promise.resolve(Object.values(found)),
    log: { warn: (fields: object, text = '') => void lines.push([fields, text]) },
  });
  return lines;
};

it('says nothing if all webhooks point here, or a sender has none', async () => {
  expect(await compare({ here: webhook(false), name: { kind: 'none', problem: 'receives no messages' } })).toEqual([]);
});

it('names the senders whose messages go elsewhere, and the command, in one line', async () => {
  const lines = await compare({ one: webhook(true), here: webhook(false), two: webhook(true) });
  expect(lines).toEqual([[{ senders: ['s-one', 's-two'] }, expect.stringContaining('`recado twilio setup`')]]);
});

it('says once why Twilio did not show the webhooks of many senders', async () => {
  const refused: Found = { kind: 'unreadable', problem: 'Twilio answered 403' };
  expect(await compare({ one: refused, two: refused })).toEqual([
    [{ senders: ['s-one', 's-two'], reasons: ['Twilio answered 403'] }, expect.stringContaining('not compared')],
  ]);
});

it('does not reject when the senders cannot be read', async () => {
  const lines: string[] = [];
  await compareInboundWebhooks({
    findSenders: () => Promise.reject(new Error('postgresql does not answer')),
    findInboundWebhooks: () => Promise.resolve([webhook(true)]),
    log: { warn: (_: object, text = '') => void lines.push(text) },
  });
  expect(lines).toEqual(['Inbound webhooks not compared']);
});
