import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockIn, openDatabase, skipsWrongClocks } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

/** Twilio's day. A day is compared six hours after it, so that yesterday may be too early. */
const daysAgo = 2;

describe.skipIf(skipsWrongClocks)('what was counted for a day', () => {
  let system: System;
  let folder = '';
  const setTwiliosClock = (days: number) => writeFile(join(folder, 'clock'), `${days < 0 ? '' : '+'}${days}d`);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recado-usage-'));
    await setTwiliosClock(-daysAgo);
    const pace = { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '10', SIMULATOR_PRICE_DELAY_MS: '100' };
    system = await startSystem('postgresql', { ...pace, ...clockIn(join(folder, 'clock')) });
  });
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const usage = async () =>
    ((await system.call('GET', '/v1/prices')).body as unknown as { usage?: { sums: object[] } }).usage;

  const isDelivered = async (request: object) => {
    const { id } = (await system.call('POST', '/v1/messages', request)).body;
    const status = async () => (await system.call('GET', `/v1/messages/${id}`)).body.status;
    await expect.poll(status).toBe('delivered');
    return id;
  };
  const priceOf = async (id: string) =>
    ((await system.call('GET', `/v1/messages/${id}`)).body as unknown as { price?: object }).price;

  it('is held against the Usage Records of Twilio, and what differs by more than 5 % is an event', async () => {
    // The price of SMS is that of the simulator. That of WhatsApp lacks the fee of Meta.
    const prices = [
      { channel: 'sms', country: 'BR', amount: '0.0083' },
      { channel: 'whatsapp', category: 'utility', country: 'BR', amount: '0.005' },
    ];
    expect(await system.call('PUT', '/v1/prices', { currency: 'USD', prices })).toMatchObject({ status: 200 });
    await system.startWorker({ UPKEEP_INTERVAL_MS: '1000' });
    const to = '+5511987654321';
    const ids = [
      await isDelivered({ to, channel: 'sms', body: 'Seu pedido saiu' }),
      await isDelivered({ to, template: 'order_confirmation', variables: { order_id: '1042' } }),
    ];
    await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
    // Workers look for prices at certain ages of a message.
    await database.query(`update messages set sent_at = now() - interval '23 hours'`);
    await database.query(`update price_looks set place = now() - interval '25 hours', looked_at = '-infinity'`);
    for (const id of ids) await expect.poll(() => priceOf(id)).toBeDefined();
    // They left on the day on which Twilio billed them, and that day is over.
    await database.query(`update billed_days set day = (now() at time zone 'UTC')::date - ${daysAgo}`);
    await database.query('delete from account_looks');
    await setTwiliosClock(0);

    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const whatsapp = { channel: 'whatsapp', counted: usd('0.005'), billed: usd('0.0118') };
    const drifted = [whatsapp, { ...whatsapp, category: 'utility' }];
    await expect
      .poll(usage)
      .toMatchObject({ sums: [{ channel: 'sms', counted: usd('0.0083'), billed: usd('0.0083') }, ...drifted] });
    const events = (await system.call('GET', '/v1/events?types=usage.drift')).body.data;
    const plain = { channel: 'whatsapp', currency: 'USD', counted: '0.005', billed: '0.0118' };
    expect(events).toMatchObject([{ type: 'usage.drift', data: { sums: [plain, { ...plain, category: 'utility' }] } }]);
  });
});
