import type { SendMessage } from '@recado/contract';
import { describe, expect, it, vi } from 'vitest';
import type { Refusal } from '../errors.ts';
import { defaultMarketingWindow } from '../sending-window/window.ts';
import { accept, scheduleOf, withinMarketingHours, type Inserted } from './accept.ts';

describe('a request for a message', () => {
  type Deps = Parameters<typeof accept>[0];

  const now = new Date('2026-11-22T12:00:00Z');
  const epoch = new Date(0);
  const store = {
    id: 'store',
    channel: 'whatsapp',
    address: '+551150289876',
    mps: 80,
    dailyLimit: null,
    paused: false,
    createdAt: epoch,
    updatedAt: epoch,
  } as const;
  const promotion = {
    name: 'promotion',
    language: 'pt_BR',
    channel: 'whatsapp',
    category: 'marketing',
    contentSid: 'HX1',
    variables: ['discount'],
    createdAt: epoch,
    updatedAt: epoch,
  } as const;
  const request: SendMessage = { to: '(11) 98765-4321', template: 'promotion', variables: { discount: '10' } };

  const world = (inserted: Inserted = { kind: 'created' }) => ({
    clock: () => now,
    defaultCountry: 'BR' as const,
    findSenders: async () => [store],
    findTemplate: async (name: string) =>
      name === 'promotion' ? { ...promotion, variables: [...promotion.variables] } : undefined,
    findTemplateLanguages: async () => [],
    findMarketingWindow: async () => defaultMarketingWindow,
    insertMessage: vi.fn<Deps['insertMessage']>(async () => inserted),
    findKey: vi.fn<Deps['findKey']>(async () => undefined),
    enqueueSoon: vi.fn<Deps['enqueueSoon']>(),
  });

  describe('that is taken or refused', () => {
    it('commits the message, then queues it', async () => {
      const deps = world();
      const accepted = await accept(deps, request);
      expect(accepted).toMatchObject({
        kind: 'created',
        message: {
          senderId: 'store',
          channel: 'whatsapp',
          category: 'marketing',
          to: '+5511987654321',
          content: { kind: 'template', name: 'promotion', language: 'pt_BR', variables: { discount: '10' } },
          createdAt: now,
        },
      });
      expect(deps.insertMessage.mock.invocationCallOrder[0]).toBeLessThan(
        deps.enqueueSoon.mock.invocationCallOrder[0] ?? 0,
      );
    });

    it('queues a scheduled message for its time', async () => {
      const deps = world();
      await accept(deps, { ...request, send_at: '2026-11-22T18:00:00Z' });
      expect(deps.enqueueSoon).toHaveBeenCalledWith(expect.objectContaining({ at: new Date('2026-11-22T18:00:00Z') }));
    });

    it('records and queues an SMS with the segments that it takes', async () => {
      const deps = { ...world(), findSenders: async () => [{ ...store, channel: 'sms' as const }] };
      await accept(deps, { to: request.to, body: 'x'.repeat(161) });
      expect(deps.insertMessage).toHaveBeenCalledWith(expect.objectContaining({ segments: 2 }), undefined);
      expect(deps.enqueueSoon).toHaveBeenCalledWith(expect.objectContaining({ segments: 2 }));
    });

    it('lets marketing wait for the morning, and an order confirmation go at night', async () => {
      const deps = { ...world(), clock: () => new Date('2026-11-22T05:00:00Z') };
      await accept(deps, request);
      const findTemplate = async () => ({ ...promotion, category: 'utility' as const, variables: ['discount'] });
      await accept({ ...deps, findTemplate }, request);
      const [offer, order] = deps.insertMessage.mock.calls.map(([message]) => message);
      const morning = new Date('2026-11-22T12:00:00Z');
      expect(offer).toMatchObject({ dueAt: morning, windowUntil: new Date('2026-11-22T23:00:00Z') });
      expect(order).not.toHaveProperty('windowUntil');
      expect(deps.enqueueSoon.mock.calls.map(([job]) => job.at)).toEqual([morning, undefined]);
    });

    it.each(['opted_out', 'no_consent'] as const)(
      'queues nothing for a person who is excluded as %s',
      async (reason) => {
        const deps = world({ kind: 'excluded', reason });
        await expect(accept(deps, request)).rejects.toMatchObject({ errors: [{ field: 'to', reason }] });
        expect(deps.enqueueSoon).not.toHaveBeenCalled();
      },
    );

    it('queues nothing for a request that came before', async () => {
      const deps = world({ kind: 'repeated', messageId: 'm0' });
      expect(await accept(deps, request)).toEqual({ kind: 'repeated', messageId: 'm0' });
      expect(deps.enqueueSoon).not.toHaveBeenCalled();
    });

    it.each(['reused', 'in-use'] as const)('refuses a key that is %s', async (kind) => {
      await expect(accept(world({ kind }), request)).rejects.toMatchObject({ type: `idempotency-key-${kind}` });
    });

    it('gives a repeat its first answer though it would be refused today', async () => {
      const deps = world();
      deps.findKey.mockResolvedValue({ kind: 'repeated', messageId: 'm0' });
      const key = { owner: 'o', key: 'k', requestHash: Buffer.alloc(32) };
      expect(await accept(deps, { ...request, template: 'gone' }, key)).toEqual({ kind: 'repeated', messageId: 'm0' });
      expect(deps.insertMessage).not.toHaveBeenCalled();
    });

    it.each([
      [{ ...request, to: '123' }, 'to'],
      [{ ...request, template: 'nothing' }, 'template'],
      [{ ...request, variables: {} }, 'variables.discount'],
      [{ ...request, channel: 'sms' as const }, 'channel'],
    ])('records nothing of a request that it refuses: %j', async (bad, field) => {
      const deps = world();
      await expect(accept(deps, bad)).rejects.toMatchObject({ errors: [expect.objectContaining({ field })] });
      expect(deps.insertMessage).not.toHaveBeenCalled();
    });

    it('accepts by the cached senders and templates, but never refuses by them', async () => {
      const deps = world();
      const cached = { ...deps, findTemplate: vi.fn(deps.findTemplate) };
      const findTemplate = vi.fn<Deps['findTemplate']>(async () => ({
        ...promotion,
        variables: ['discount', 'until'],
      }));
      const changed = { ...deps, findTemplate, cached };
      await accept(changed, request);
      expect(findTemplate).not.toHaveBeenCalled();
      await accept(changed, { ...request, variables: { discount: '10', until: 'Monday' } });
      expect(deps.insertMessage).toHaveBeenCalledTimes(2);
      await expect(accept(changed, { ...request, variables: {} })).rejects.toMatchObject({ type: 'invalid-request' });
    });

    it('refuses a WhatsApp template that has no ContentSid, and says what to do', async () => {
      const { contentSid: _contentSid, ...unapproved } = promotion;
      const deps = { ...world(), findTemplate: async () => ({ ...unapproved, variables: ['discount'] }) };
      await expect(accept(deps, request)).rejects.toMatchObject({
        errors: [{ field: 'template', reason: 'not_sendable' }],
      });
    });

    it.each([
      ['refuses a template that WhatsApp paused', 'paused', 'whatsapp', 'template: not_approved'],
      ['refuses marketing that waits for its approval', 'pending', 'whatsapp', 'template: not_approved'],
      ['takes one that was approved', 'approved', 'whatsapp', 'created'],
      ['sends the text of a paused one by SMS', 'paused', 'sms', 'created'],
    ] as const)('%s', async (_what, status, channel, expected) => {
      const approval = { status, checkedAt: epoch };
      const deps = {
        ...world(),
        findSenders: async () => [{ ...store, channel }],
        findTemplate: async () => ({ ...promotion, body: '{{discount}}', variables: ['discount'], approval }),
      };
      const outcome = accept(deps, { ...request, channel }).then(
        ({ kind }) => kind,
        ({ errors }: Refusal) => errors.map((error) => `${error.field}: ${error.reason}`).join(),
      );
      expect(await outcome).toBe(expected);
    });
  });
});

describe('the schedule of a message', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  it('has no schedule for a message that names none', () => expect(scheduleOf({}, now)).toEqual({}));

  it('counts valid_for from now, or from send_at when that is later', () => {
    expect(scheduleOf({ valid_for: 60 }, now)).toEqual({ validUntil: new Date('2026-11-22T12:01:00Z') });
    expect(scheduleOf({ valid_for: 60, send_at: '2026-11-22T13:00:00-03:00' }, now)).toEqual({
      sendAt: new Date('2026-11-22T16:00:00Z'),
      validUntil: new Date('2026-11-22T16:01:00Z'),
    });
    expect(scheduleOf({ valid_for: 60, send_at: '2026-11-22T11:30:00Z' }, now)).toMatchObject({
      validUntil: new Date('2026-11-22T12:01:00Z'),
    });
  });

  it.each([
    ['2026-11-22T10:59:59Z', 'in_the_past'],
    ['2028-01-01T00:00:00Z', 'too_far'],
  ])('refuses send_at %s as %s', (send_at, reason) => {
    expect(() => scheduleOf({ send_at }, now)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'send_at', reason })] }),
    );
  });
});

describe('marketing in quiet hours', () => {
  const at = (time: string) => new Date(`2026-11-22T${time}Z`);
  const marketing = (now: Date) => ({ to: '+5511987654321', window: defaultMarketingWindow, now });

  it('leaves marketing by day as it is, and says until when that is', () => {
    const validUntil = at('16:00:00');
    expect(withinMarketingHours({ validUntil }, marketing(at('15:00:00')))).toEqual({
      validUntil,
      windowUntil: at('23:00:00'),
    });
  });

  it('lets marketing at night wait for the morning, and be worth sending as long from then on', () => {
    const ahead = { sendAt: at('10:00:00'), validUntil: at('11:00:00') };
    expect(withinMarketingHours(ahead, marketing(at('04:00:00')))).toEqual({
      sendAt: at('10:00:00'),
      validUntil: at('13:00:00'),
      dueAt: at('12:00:00'),
      windowUntil: at('23:00:00'),
    });
  });

  it('refuses marketing to where the hours for it never come', () => {
    const window = { ...defaultMarketingWindow, from: '09:00', to: '09:00' };
    expect(() => withinMarketingHours({}, { ...marketing(at('04:00:00')), window })).toThrow(/never open/);
  });
});
