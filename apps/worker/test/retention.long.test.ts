import { randomUUID } from 'node:crypto';
import { openDatabase, queueEngines } from '@recado/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const ana = '+5511987654321';
const bruno = '+5511987650001';
const refusedByTwilio = '+15005550001';
const order = { template: 'order_confirmation', variables: { order_id: '1042' }, channel: 'sms' };
const dayMs = 24 * 3_600_000;

/** A uuid v7. */
const idOf = (at: Date): string => {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
};

describe.each(queueEngines)('what is too old on the %s engine', (engine) => {
  let system: System;
  beforeEach(async () => {
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' }, { UPKEEP_INTERVAL_MS: '200' });
    await system.startWorker();
  });
  afterEach(() => system[Symbol.asyncDispose]());

  const show = async (id: string) => (await system.call('GET', `/v1/messages/${id}`)).body;

  const ends = async (to: string, status: string): Promise<{ id: string; sid: string }> => {
    const { body } = await system.call('POST', '/v1/messages', { ...order, to, reference: `order of ${to}` });
    await expect.poll(async () => (await show(body.id)).status).toBe(status);
    const { twilio_sid: sid = '' } = (await show(body.id)) as { twilio_sid?: string };
    return { id: body.id, sid };
  };

  /** Ages a message by this many days: a message has its time in its id. */
  const age = async (id: string, days: number): Promise<string> => {
    await using database = await openDatabase(system.env.DATABASE_URL ?? '');
    const older = idOf(new Date(Date.now() - days * dayMs));
    await database.query(
      `update messages set id = $2, created_at = created_at - $3 * interval '1 day',
        claimed_at = claimed_at - $3 * interval '1 day', delivered_at = delivered_at - $3 * interval '1 day'
      where id = $1`,
      [id, older, days],
    );
    await database.query('update message_events set message_id = $2 where message_id = $1', [id, older]);
    return older;
  };

  const copyOf = async (sid: string) => {
    const { accountSid, authToken, url } = system.simulator;
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const answer = await fetch(`${url}/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`, {
      headers: { authorization },
    });
    const { body } = (await answer.json()) as { body?: string };
    return { status: answer.status, body };
  };

  it("goes here and at Twilio's, as the settings have it, and what is left of it is shown", async () => {
    const recent = await ends(bruno, 'delivered');
    const delivered = await ends(ana, 'delivered');
    const failed = await ends(refusedByTwilio, 'failed');
    expect((await copyOf(delivered.sid)).body).toContain('1042');
    // Before anything walks by: they would come in behind it. Until it does, their numbers do not open under their new ids.
    const [old, oldest] = [await age(failed.id, 40), await age(delivered.id, 100)];
    const settings = { retention_days: { content: 30, numbers: 30, events: 60 }, twilio_copy: 'redact' };
    expect((await system.call('PUT', '/v1/settings', settings)).status).toBe(200);

    await expect.poll(() => copyOf(delivered.sid)).toEqual({ status: 200, body: '' });
    expect(await copyOf(recent.sid)).toMatchObject({ body: expect.stringContaining('1042') });
    await expect.poll(() => show(oldest)).toMatchObject({ events: [{ type: 'accepted' }] });
    expect(await show(oldest)).toMatchObject({ status: 'delivered', to: 'erased', twilio_sid: delivered.sid });
    expect(await show(oldest)).not.toHaveProperty('reference');
    expect((await show(old)).events.map(({ type }) => type)).toContain('rejected');
    expect(await show(recent.id)).toMatchObject({ to: bruno, reference: `order of ${bruno}` });
    const { data } = (await system.call('GET', '/v1/messages')).body as unknown as { data: { to: string }[] };
    expect(data.map(({ to }) => to).toSorted()).toEqual([bruno, 'erased', 'erased']);
    expect(await system.call('POST', `/v1/messages/${old}/retry`)).toMatchObject({ status: 409 });
    expect((await system.call('GET', `/v1/contacts/${encodeURIComponent(ana)}`)).status).toBe(404);
  });

  it("takes Twilio's copy along when a person is erased, if the setting says so", async () => {
    const { sid } = await ends(ana, 'delivered');
    const other = await ends(bruno, 'delivered');
    await system.call('PUT', '/v1/settings', { twilio_copy: 'delete' });
    expect((await system.call('DELETE', `/v1/contacts/${encodeURIComponent(ana)}`)).status).toBe(200);
    await expect.poll(async () => (await copyOf(sid)).status).toBe(404);
    expect((await copyOf(other.sid)).status).toBe(200);
  });
});
