import { copyAudiences, createFollowUp, type NewMessage } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import type { CampaignStore } from './campaign-store.ts';
import { cancellation, inboundMessage, makeDice, message, noon, settlement, sidOf, submitted } from './samples.ts';

const [second, hour, month] = [1_000, 3_600_000, 30 * 24];

export const after = (at: Date, ms: number) => new Date(at.getTime() + ms);

type Step = (id: string, at: Date, attempt?: number) => Promise<unknown>;

/** Makes a month of messages before noon that went every way a message can go, alone, in a batch, in campaigns and a follow-up. */
export const makeMonth = (test: CampaignStore) => {
  const dice = makeDice();
  const randomHour = () => after(noon, -dice(month) * hour - dice(hour));
  const keys = [uuidv7(), uuidv7(), undefined];

  const drafted = (at: Date, place: number): NewMessage => {
    const id = uuidv7({ msecs: at.getTime() });
    const apiKeyId = keys[place % 3];
    return message({
      id,
      reference: id,
      createdAt: at,
      to: `+5511${String(910_000_000 + place)}`,
      ...(place % 4 === 0 && { channel: 'sms', senderId: 'texts' }),
      ...(place % 4 === 1 && { senderId: 'second' }),
      ...(place % 5 > 0 && { country: ['BR', 'PT', 'US', 'MX'][place % 4] ?? 'BR' }),
      ...(apiKeyId !== undefined && { apiKeyId }),
      ...(place % 7 === 0 && { validUntil: after(at, hour) }),
      ...(place % 11 === 0 && { fallback: { id: uuidv7(), senderId: 'texts', content: { kind: 'body', body: 'Oi' } } }),
    });
  };

  const outcome =
    (status: 'delivered' | 'read' | 'undelivered' | 'failed', errorCode?: number): Step =>
    (messageId, at) =>
      test.store.settleMessage(
        settlement({
          messageId,
          status,
          at: after(at, dice(3 * hour)),
          ...(errorCode && { errorCode, smsMayHelp: true as const }),
        }),
      );

  const send: Step = async (id, at, attempt = 1) => {
    await test.claim(id, after(at, dice(30 * second)));
    await test.store.record({ ...submitted(id), attempt, at: after(at, 30 * second + dice(20 * second)) });
  };

  const price: Step = (id) =>
    test.store.setPrices([
      { twilioSid: sidOf(id), amount: `0.00${dice(90) + 10}`, currency: dice(6) === 0 ? 'BRL' : 'USD' },
    ]);

  const throttle: Step = async (id, at) => {
    await test.claim(id, at);
    await test.store.record({
      messageId: id,
      attempt: 1,
      at,
      outcome: { kind: 'throttled', code: 20429, message: 'Too many requests' },
      statusUpdate: {
        status: 'accepted',
        dueAt: at,
        spent: false,
        errorCode: 20429,
        errorMessage: 'Too many requests',
      },
    });
  };

  const cancel: Step = (id, at) => test.store.saveCancellations(cancellation(id, at));
  const expire: Step = (_id, at) => test.store.expireOverdue(after(at, 2 * hour), 100);
  const answer: Step = async (id, at) => {
    const { message: { to } = {} } = (await test.store.loadMessage(id)) ?? {};
    await test.store.insertInbound(
      inboundMessage(to ?? '', { receivedAt: after(at, hour), repliedTo: sidOf(id), wish: 'stop' }),
    );
  };
  const buttons = ['Quero', 'Ver a loja', 'Agora não'];
  /** Presses of each button, as the test made them. */
  const presses = new Map<string, number>();
  const press: Step = async (id, at) => {
    const { message: { to } = {} } = (await test.store.loadMessage(id)) ?? {};
    const text = buttons[dice(3)] ?? '';
    presses.set(text, (presses.get(text) ?? 0) + 1);
    const content = { body: text, button: { text, payload: 'offer' } };
    await test.store.insertInbound(
      inboundMessage(to ?? '', { receivedAt: after(at, hour), repliedTo: sidOf(id), content }),
    );
  };
  const retry: Step = (reference, at) => {
    const filter = { statuses: ['failed' as const], reference, limit: 1 };
    return test.store.saveRetries({ filter, at: after(at, 4 * hour), by: 'ops', neverAfter: [] });
  };
  const sendAgain: Step = (id, at) => send(id, after(at, 4 * hour), 2);
  const fallBack: Step = (_id, at) => test.store.fallBack(after(at, 5 * hour), 100);

  /** The lives of messages. A retry begins only before a price is known: the cost of a failed attempt stays spent. */
  const lives: Step[][] = [
    [],
    [send],
    [send, outcome('delivered'), price],
    [send, outcome('delivered'), outcome('read'), price, answer],
    [send, price, outcome('read'), outcome('delivered'), press, press],
    [outcome('delivered'), send],
    [send, outcome('undelivered', 30_008), price, fallBack],
    [send, outcome('failed', 63_024), fallBack],
    [throttle, send, outcome('delivered')],
    [send, outcome('failed', 30_001), retry],
    [send, outcome('failed', 30_001), retry, sendAgain, outcome('delivered'), price],
    [cancel],
    [expire],
  ];

  const seedMonth = async () => {
    for (let round = 0; round < 24; round += 1)
      await Promise.all(
        lives.map(async (life, place) => {
          const at = randomHour();
          const made = drafted(at, round * lives.length + place);
          await test.store.insertMessage(made);
          for (const step of life) await step(made.id, at);
        }),
      );
    await seedBatch();
    await seedCampaigns();
  };

  /** The items of POST /v1/messages/batch: one statement with messages of several hours, senders and keys. */
  const seedBatch = () =>
    Promise.all(
      Array.from({ length: 60 }, (_, place) => test.store.insertMessage(drafted(randomHour(), 2_000 + place))),
    );

  const seedCampaigns = async () => {
    for (const [place, country] of ['BR', 'PT'].entries()) {
      const id = await test.campaign({ recipients: 6 });
      const people = test.people(6, { country });
      const ids = await test.audience(id, [...people, ...test.people(1, { excluded: 'opted_out' })]);
      const at = after(noon, -(place + 2) * 9 * hour);
      await test.feedNext(id, 4, { at });
      for (const each of ids.slice(0, 3)) {
        await send(each, at);
        await outcome('read')(each, at);
        await price(each, at);
      }
      await test.store.deleteContact({
        to: people[0]?.to ?? '',
        at,
        audit: { at, actor: { name: 'ops' }, action: 'contact.erased', object: 'contacts' },
      });
      await test.sql(`update campaigns set status = 'canceled', ended_at = $2 where id = $1`, [id, at]);
      await test.store.cancelAccepted(id, at, 100);
      while ((await test.store.cancelUnfed(id, at, 100)) > 0);
      await seedFollowUp(id, after(at, 72 * hour));
    }
  };

  /** A campaign for the people who read another one: half of its messages arrive. */
  const seedFollowUp = async (from: string, at: Date) => {
    const deps = { ...test.store, clock: () => at };
    const audience = { from_campaign: from, where: ['not_replied' as const] };
    const request = { name: 'Again', template: 'order_confirmation', category: 'marketing', audience } as const;
    const { campaign } = await createFollowUp(deps, request, { by: 'test' });
    await copyAudiences(deps, new AbortController().signal);
    await test.sql(`update campaigns set status = 'running' where id = $1`, [campaign.id]);
    await test.openCursors(campaign.id);
    await test.feedNext(campaign.id, 10, { at }, 'second');
    const made = await test.sql('select id from messages where campaign_id = $1 order by id', [campaign.id]);
    followed += made.length;
    for (const { id } of made.slice(1)) await send(String(id), at);
    await press(String(made.at(-1)?.id), at);
  };
  let followed = 0;

  return { seed: seedMonth, drafted, randomHour, send, outcome, presses, followed: () => followed };
};
