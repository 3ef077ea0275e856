import { Contact, ContactExport, LookedUpContact, type Scope } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { journeyEngines, takeRedisDatabase } from '@recado/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, startWorld, type World } from './support/known-contacts.ts';

describe.each(journeyEngines('redis'))('a person, with the queue on %s,', (engine) => {
  let world: World;
  let call: World['api']['call'];
  beforeAll(async () => {
    world = await startWorld(engine === 'redis' ? await takeRedisDatabase() : undefined);
    call = world.api.call;
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('is shown in short, and exported with all that is held', async () => {
    const to = '+5511987650001';
    await world.makeKnown(to, 'Jacira');
    const contact = Contact.parse((await call('GET', at('+551187650001'))).body);
    expect(contact).toMatchObject({
      phone: to,
      messages: {
        total: 6,
        by_channel: { whatsapp: { sent: 2, accepted: 1, sending: 1 }, sms: { failed: 1, accepted: 1 } },
      },
      inbound: 1,
      campaigns: 2,
      consents: [{ channel: 'whatsapp', granted: true }],
      opt_outs: [],
    });
    const answer = await call('GET', at(to, '/export'));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=contact.json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const all = ContactExport.parse(answer.body);
    expect(all.contact).toEqual(contact);
    expect(all.messages).toHaveLength(6);
    expect(all.messages[0]).toMatchObject({ to, variables: { order_id: 'Jacira-1042' }, reference: 'ref-Jacira' });
    expect(all.messages[0]?.events).toMatchObject([{ type: 'submitted', status: 'sent' }]);
    expect(all.inbound).toMatchObject([{ from: to, body: 'Aqui é Jacira' }]);
    expect(all.campaigns).toMatchObject([
      { line: 2, variables: { discount: 'Jacira 20%' } },
      { kept_back: 'excluded' },
    ]);
    expect(all.campaigns[1]).not.toHaveProperty('line');
    expect(all.consents).toMatchObject({ intact: true, consents: [{ words: 'Eu, Jacira, quero ofertas' }] });
  });

  it('leaves no plaintext, no seal and no hash behind when erased, and the neighbours as they were', async () => {
    const [to, neighbour] = ['+5511987650002', '+5511987650003'];
    const ids = await world.makeKnown(to, 'Iracema');
    await world.makeKnown(neighbour, 'Moacir');
    const [own, theirs] = [await world.ownOf(to, 'Iracema'), await world.ownOf(neighbour, 'Moacir')];
    const neighbourBefore = await world.traces(theirs);
    const exportOf = async (phone: string) => {
      const { exported_at: _at, ...rest } = ContactExport.parse((await call('GET', at(phone, '/export'))).body);
      return rest;
    };
    const exportBefore = await exportOf(neighbour);
    const counts = async () =>
      (await world.database.query('select status, count(*)::int from messages group by status order by status')).rows;
    const total = (rows: { count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0);
    const totalBefore = total(await counts());

    const answer = await call('DELETE', at('+551187650002'));
    expect(answer.body).toEqual({ phone: to, erased: { messages: 6, campaigns: 2, inbound: 1, consents: 1 } });

    expect(await world.traces(own)).toEqual([]);
    expect(total(await counts())).toBe(totalBefore);
    expect(await world.traces(theirs)).toEqual(neighbourBefore);
    expect(await exportOf(neighbour)).toEqual(exportBefore);

    const show = async ({ id }: { id: string }) => (await call('GET', `/v1/messages/${id}`)).body;
    expect(await show(ids.sent)).toMatchObject({ status: 'sent', to: 'erased' });
    expect(await show(ids.sent)).not.toHaveProperty('reference');
    expect(await show(ids.waiting)).toMatchObject({ status: 'canceled', reason: 'erased' });
    expect(await show(ids.scheduled)).toMatchObject({ status: 'canceled', reason: 'erased' });
    expect((await call('GET', at(to))).status).toBe(404);
    expect((await call('GET', at(to, '/export'))).status).toBe(404);
    expect((await call('DELETE', at(to))).body).toMatchObject({ erased: { messages: 0, inbound: 0 } });
    expect((await call('GET', `/v1/messages?to=${encodeURIComponent(to)}`)).body).toMatchObject({ data: [] });
    expect((await call('POST', `/v1/messages/${ids.failed.id}/retry`)).status).toBe(409);

    const csv = (await call('GET', `/v1/campaigns/${ids.draft.id}/recipients.csv`)).text;
    expect(csv).toContain('2,erased,pending,erased');
    expect((await call('GET', at(neighbour, '/consents'))).body).toMatchObject({ intact: true });
  });

  it('is not brought back by what Twilio answers after the erasure', async () => {
    const to = '+5511987650004';
    const { sending } = await world.makeKnown(to, 'Ubirajara');
    const own = await world.ownOf(to, 'Ubirajara');
    await call('DELETE', at(to));
    const now = new Date();
    const show = async () => (await call('GET', `/v1/messages/${sending.id}`)).body;
    const statusUpdate = { status: 'accepted' as const, dueAt: now, spent: false, errorMessage: 'busy' };
    await world.store.record({ messageId: sending.id, attempt: 1, at: now, statusUpdate });
    expect(await show()).toMatchObject({ status: 'accepted' });
    expect((await world.store.claim(sending.id, { at: now, leaseMs: 0 })).kind).toBe('over');
    expect(await show()).toMatchObject({ status: 'canceled', reason: 'erased' });
    expect(await world.traces(own)).toEqual([]);
  });

  it('ends when it can no longer be found out if Twilio has the message', async () => {
    const to = '+5511987650005';
    const { sending } = await world.makeKnown(to, 'Anahí');
    await call('DELETE', at(to));
    const now = new Date();
    const taken = await world.store.takeUnresolved({ at: now, leaseMs: 60_000 }, 100);
    expect(taken.map(({ id }) => id)).not.toContain(sending.id);
    const { body } = await call('GET', `/v1/messages/${sending.id}`);
    expect(body).toMatchObject({ status: 'failed', reason: 'erased' });
  });

  it('stays opted out, by a hash and nothing else', async () => {
    const to = '+5511987650006';
    await world.makeKnown(to, 'Potira');
    const own = await world.ownOf(to, 'Potira');
    await world.post(at(to, '/opt-out'), {});
    await call('DELETE', at(to));
    expect(await world.traces(own)).toEqual([{ of: 'index', in: 'public.suppressions' }]);
    const order = { to, template: 'order_confirmation', variables: { order_id: '1' } };
    expect((await call('POST', '/v1/messages', { body: order })).body).toMatchObject({
      errors: [{ field: 'to', reason: 'opted_out' }],
    });
    expect((await call('GET', at(to))).body).toMatchObject({ messages: { total: 0 }, inbound: 0 });
  });

  it('with 10,000 messages is erased in one call', async () => {
    const to = '+5511987650007';
    const { sent } = await world.makeKnown(to, 'Araci');
    await world.database.query(
      `insert into messages (
        id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed, reference
      )
      select gen_random_uuid(), now(), now(), 'delivered', channel, category, sender_id, to_index, to_sealed, content_sealed,
        'ref-' || n
      from messages, generate_series(1, 10000) as n where id = $1`,
      [sent.id],
    );
    const own = await world.ownOf(to, 'Araci');
    const answer = await call('DELETE', at(to));
    expect(answer.body).toMatchObject({ erased: { messages: 10_006 } });
    expect(await world.traces({ number: own.number, name: own.name, index: own.index })).toEqual([]);
  });

  it('is seen and erased only with a key for that, and each time by an entry in the audit log', async () => {
    const to = '+5511987650008';
    await world.makeKnown(to, 'Caubi');
    const keyFor = async (...scopes: Scope[]) => {
      const { key, hash, hint } = newApiKey();
      await world.store.insertApiKey({ id: randomUUID(), name: 'helpdesk', hash, hint, scopes, createdAt: new Date() });
      return key;
    };
    const status = async (method: string, path: string, key: string) => (await call(method, path, { key })).status;
    const reader = await keyFor('contacts:read');
    expect((await call('GET', at(to), { key: reader })).body).toMatchObject({ phone: '+55119****0008' });
    expect(await status('GET', at(to, '/export'), reader)).toBe(403);
    expect(await status('DELETE', at(to), reader)).toBe(403);
    expect(await status('GET', at(to, '/consents'), reader)).toBe(200);
    expect(await status('GET', at(to, '/export'), await keyFor('contacts:read', 'pii:read'))).toBe(200);
    expect(await status('DELETE', at(to), await keyFor('contacts:erase'))).toBe(200);
    const { body } = await call('GET', '/v1/audit?actor=helpdesk');
    expect(body).toMatchObject({
      data: [
        { action: 'contact.erased', object: 'contacts/+55119****0008', detail: { messages: 6 } },
        { action: 'contact.exported', object: 'contacts/+55119****0008' },
        { action: 'consents.shown', object: 'contacts/+55119****0008' },
        { action: 'contact.looked_up', object: 'contacts/+55119****0008' },
        { action: 'contact.shown', object: 'contacts/+55119****0008' },
        { action: 'contact.looked_up', object: 'contacts/+55119****0008' },
      ],
    });
  });

  it('is named by a handle in every path, with no number in it', async () => {
    const to = '+5511987650009';
    await world.makeKnown(to, 'Moacir');
    const found = await call('POST', '/v1/contacts/lookup', { body: { phone: '(11) 98765-0009' } });
    const { handle, contact } = LookedUpContact.strict().parse(found.body);
    expect(contact).toMatchObject({ phone: to });
    expect((await call('GET', at(handle))).body).toEqual(contact);
    expect((await call('GET', at(handle, '/consents'))).body).toMatchObject({ phone: to });
    expect((await call('GET', `/v1/messages?to=${handle}&limit=1`)).body).toMatchObject({ data: [{ to }] });
    for (const verb of ['opt-out', 'opt-in'])
      expect(
        (
          await call('POST', at(handle, `/${verb}`), {
            body: verb === 'opt-in' ? { source: 'call', evidence: '1' } : {},
          })
        ).body,
      ).toMatchObject({ phone: to });
    expect((await call('DELETE', at(handle))).body).toMatchObject({ phone: to, erased: { messages: 6 } });
    const unknown = await call('POST', '/v1/contacts/lookup', { body: { phone: '+5511987650010' } });
    expect(LookedUpContact.parse(unknown.body).contact).toBeNull();
    expect(await call('GET', at(`${handle.slice(0, -4)}AAAA`))).toMatchObject({ status: 404 });
  });

  it('is looked for by number only with contacts:read, each time in the audit log, and 60 times an hour', async () => {
    const to = '+5511987650011';
    await world.makeKnown(to, 'Iracema');
    const keyFor = async (name: string, ...scopes: Scope[]) => {
      const { key, hash, hint } = newApiKey();
      await world.store.insertApiKey({ id: randomUUID(), name, hash, hint, scopes, createdAt: new Date() });
      return key;
    };
    const ways = [`/v1/messages?to=${encodeURIComponent(to)}`, `/v1/messages/inbound?from=${encodeURIComponent(to)}`];
    const reader = await keyFor('reader', 'messages:read');
    for (const way of ways) expect((await call('GET', way, { key: reader })).status).toBe(403);
    const seeker = await keyFor('seeker', 'messages:read', 'contacts:read');
    for (const way of [...ways, at(to), at(to, '/consents')])
      expect((await call('GET', way, { key: seeker })).status).toBe(200);
    const { body } = await call('GET', '/v1/audit?actor=seeker&action=contact.looked_up');
    const entry = { action: 'contact.looked_up', object: 'contacts/+55119****0011' };
    expect(body).toMatchObject({ data: [entry, entry, entry, { ...entry, detail: { list: 'messages' } }] });
    const lookUp = () => call('POST', '/v1/contacts/lookup', { key: seeker, body: { phone: to } });
    const answers = await Promise.all(Array.from({ length: 60 }, lookUp));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(56);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['60', '60', '60', '60']);
    const { handle } = LookedUpContact.parse(answers.find(({ status }) => status === 200)?.body);
    expect((await call('GET', at(handle), { key: seeker })).status).toBe(200);
    expect((await call('GET', ways[0] ?? '', { key: await keyFor('seer', 'messages:read', 'pii:read') })).status).toBe(
      200,
    );
  });

  it.each(['GET', 'DELETE'])('has to be a number for %s', async (method) => {
    expect((await call(method, at('Maria'))).body).toMatchObject({ errors: [{ field: 'phone' }] });
  });
});
