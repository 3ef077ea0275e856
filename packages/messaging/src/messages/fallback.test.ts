import type { SendFallback, SendMessage } from '@recado/contract';
import { describe, expect, it, vi } from 'vitest';
import type { RecordedSender } from '../senders/sender.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { draftFallback, fallBackToSms } from './fallback.ts';
import type { Enqueueing } from './message.ts';

const now = new Date('2026-11-22T12:00:00Z');
const sender = (id: string, channel: 'whatsapp' | 'sms'): RecordedSender => ({
  id,
  channel,
  address: '+14155550100',
  mps: 10,
  dailyLimit: null,
  paused: false,
  createdAt: now,
  updatedAt: now,
});
const senders = [sender('store', 'whatsapp'), sender('texts', 'sms'), sender('short', 'sms')];
const template: RecordedTemplate = {
  name: 'order',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'utility',
  contentSid: 'HX1',
  body: 'Pedido {{id}}',
  variables: ['id'],
  createdAt: now,
  updatedAt: now,
};
const withoutText: RecordedTemplate = { ...template, name: 'picture' };
delete withoutText.body;
const promotion: RecordedTemplate = { ...template, name: 'promotion', category: 'marketing' };

const deps = {
  defaultCountry: 'BR' as const,
  findTemplate: async (name: string) => [template, withoutText, promotion].find((each) => each.name === name),
};
const request: SendMessage = { to: '+5511987654321', template: 'order', variables: { id: '7' } };

const draft = (fallback: Omit<SendFallback, 'channel'>, change: Partial<SendMessage> = {}, all = senders) =>
  draftFallback(
    deps,
    { ...request, ...change, fallback: { channel: 'sms', ...fallback } },
    { senders: all, channel: 'whatsapp', category: change.category ?? 'utility', now },
  );

describe('a fallback', () => {
  it('is undefined unless the request has one', async () => {
    expect(
      await draftFallback(deps, request, { senders, channel: 'whatsapp', category: 'utility', now }),
    ).toBeUndefined();
  });

  it('is a text by the first SMS sender, measured in segments', async () => {
    expect(await draft({ body: 'x'.repeat(161), after: 600 }, { valid_for: 3600 })).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      senderId: 'texts',
      content: { kind: 'body', body: 'x'.repeat(161) },
      segments: 2,
      after: 600,
      validFor: 3600,
    });
  });

  it('takes the variables of the message for its own template, unless it has others', async () => {
    const own = { kind: 'template', name: 'order', language: 'pt_BR', variables: { id: '7' } };
    expect(await draft({ template: 'order' })).toMatchObject({ content: own });
    expect(await draft({ template: 'order', variables: { id: '8' }, sender: 'short' })).toMatchObject({
      senderId: 'short',
      content: { ...own, variables: { id: '8' } },
    });
  });

  it.each<[string, Parameters<typeof draft>, string]>([
    ['to a landline', [{ body: 'Oi' }, { to: '+551132345678' }], 'fallback.channel'],
    ['without an SMS sender', [{ body: 'Oi' }, {}, senders.slice(0, 1)], 'fallback.channel'],
    ['by a sender of WhatsApp', [{ body: 'Oi', sender: 'store' }], 'fallback.channel'],
    ['by a sender that is not there', [{ body: 'Oi', sender: 'nobody' }], 'fallback.sender'],
    ['of a template that is not there', [{ template: 'nothing' }], 'fallback.template'],
    ['of a template without a text', [{ template: 'picture' }], 'fallback.template'],
    ['of a marketing template for a utility message', [{ template: 'promotion' }], 'fallback.category'],
    [
      'of a utility template for a login code',
      [{ template: 'order' }, { category: 'authentication' }],
      'fallback.category',
    ],
    ['of a text for a login code', [{ body: 'Oi' }, { category: 'authentication' }], 'fallback.category'],
    ['with other variables', [{ template: 'order', variables: { name: 'Ana' } }], 'fallback.variables.id'],
  ])('%s is refused, and the refusal names its field', async (_what, input, field) => {
    await expect(draft(...input)).rejects.toMatchObject({
      type: 'invalid-request',
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
  });

  it('of a marketing template goes with a marketing message', async () => {
    expect(await draft({ template: 'promotion' }, { category: 'marketing' })).toMatchObject({
      content: { name: 'promotion' },
    });
  });

  it('goes with a WhatsApp message only', async () => {
    const input = { ...request, fallback: { channel: 'sms' as const, body: 'Oi' } };
    await expect(
      draftFallback(deps, input, { senders, channel: 'sms', category: 'utility', now }),
    ).rejects.toMatchObject({
      errors: [{ field: 'fallback', reason: 'wrong_channel' }],
    });
  });
});

const jobs = [
  { messageId: 's1', senderId: 'texts' },
  { messageId: 's2', senderId: 'texts', segments: 2 },
];

it('queues needed SMS, reports each, and returns how many were checked', async () => {
  const queue = {
    clock: () => now,
    fallBack: vi.fn<() => Promise<{ seen: number; jobs: Enqueueing[] }>>(async () => ({ seen: 5, jobs })),
    enqueue: vi.fn<(job: Enqueueing) => Promise<void>>(async () => {}),
    fellBack: vi.fn<(job: Enqueueing) => void>(),
  };
  expect(await fallBackToSms(queue)).toBe(5);
  expect(queue.fallBack).toHaveBeenCalledExactlyOnceWith(now, 500);
  for (const callback of [queue.enqueue, queue.fellBack]) expect(callback.mock.calls).toEqual(jobs.map((job) => [job]));
});
