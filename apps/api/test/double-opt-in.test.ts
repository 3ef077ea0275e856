import { Consent, ConsentProof, MessagePage } from '@recado/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inboundForm, postInbound } from './support/inbound-form.ts';
import { confirmation, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  const question = { channel: 'whatsapp', category: 'utility', content_sid: `HX${'2'.repeat(32)}`, variables: [] };
  await api.call('PUT', '/v1/templates/confirm_offers', { body: question });
  await api.call('PUT', '/v1/templates/offers', { body: { ...question, category: 'marketing' } });
});
afterAll(() => api[Symbol.asyncDispose]());

const put = (setting: unknown) => api.call('PUT', '/v1/settings', { body: { double_opt_in: setting } });
beforeEach(() => put({ enabled: true, template: 'confirm_offers' }));

let met = 0;
const newPerson = () => `+55119${String(73_000_000 + (met += 1))}`;

const said = {
  channel: 'whatsapp',
  granted: true,
  occurred_at: '2026-01-15T10:30:00-03:00',
  source: 'site',
  words: 'Quero receber ofertas',
};

const record = async (to: string, change: object = {}) =>
  Consent.parse((await api.call('POST', '/v1/consents', { body: { to, ...said, ...change } })).body);

const proofOf = async (to: string) =>
  ConsentProof.parse((await api.call('GET', `/v1/contacts/${encodeURIComponent(to)}/consents`)).body);

const questionsTo = async (to: string) =>
  MessagePage.parse((await api.call('GET', `/v1/messages?to=${encodeURIComponent(to)}`)).body).data.filter(
    ({ template }) => template === 'confirm_offers',
  );

const mayReach = async (to: string) =>
  (await api.call('POST', '/v1/messages', { body: { ...confirmation, to, category: 'marketing' } })).status === 202;

const receive = (form: ReturnType<typeof inboundForm>) => postInbound(api.url, form);

describe('double opt-in', () => {
  it('asks the people of a file once, and counts each who answers yes', async () => {
    const [yes, silent, no] = [newPerson(), newPerson(), newPerson()];
    const file = `to,granted,channel,occurred_at,source,evidence\n${[
      [yes, 'sim'],
      [silent, 'sim'],
      [no, 'não'],
    ]
      .map((row) => `${row.join()},whatsapp,2026-01-15T10:30:00-03:00,site,Quero receber`)
      .join('\n')}\n`;
    const send = (search = '') =>
      api.call('POST', `/v1/consents${search}`, { body: file, headers: { 'content-type': 'text/csv' } });
    expect((await send()).body).toMatchObject({ accepted: 3, asked: 2, not_asked: 0 });
    expect((await proofOf(yes)).consents).toMatchObject([{ granted: true, pending: true }]);
    expect(await questionsTo(yes)).toHaveLength(1);
    expect(await questionsTo(no)).toHaveLength(0);
    expect([await mayReach(yes), await mayReach(silent), await mayReach(no)]).toEqual([false, false, false]);
    await receive(inboundForm(yes, 'sim'));
    expect([await mayReach(yes), await mayReach(silent)]).toEqual([true, false]);
    expect((await send()).body).toMatchObject({ accepted: 0, duplicates: 3, asked: 0 });
    expect(await questionsTo(silent)).toHaveLength(1);
    expect((await send('?confirmed=true')).body).toMatchObject({ accepted: 2, duplicates: 1, asked: 0 });
    expect(await mayReach(silent)).toBe(true);
  });

  it('asks who agreed, and counts it once they answered yes, which the ledger proves with what was asked', async () => {
    const to = newPerson();
    expect(await record(to)).toMatchObject({ granted: true, pending: true });
    expect(await questionsTo(to)).toMatchObject([{ status: 'accepted', category: 'utility' }]);
    expect(await mayReach(to)).toBe(false);
    const answer = inboundForm(to, 'SIM!');
    expect((await receive(answer)).status).toBe(200);
    expect(await mayReach(to)).toBe(true);
    await receive(answer);
    const { intact, consents } = await proofOf(to);
    expect(intact).toBe(true);
    expect(consents).toMatchObject([{ pending: true }, { source: 'double_opt_in', granted: true }]);
    expect(consents[1]?.words).toBe(
      `Quero receber ofertas (asked by the template confirm_offers, answered "SIM!" in ${String(answer['MessageSid'])})`,
    );
    expect((await api.call('GET', '/v1/audit?action=consent.confirmed&limit=1')).body).toMatchObject({
      data: [{ actor: { name: 'system' }, detail: { channel: 'whatsapp' } }],
    });
  });

  it.each(['não', 'sim, mas depois', 'talvez', 'STOP'])('takes "%s" for no yes', async (answer) => {
    const to = newPerson();
    await record(to);
    await receive(inboundForm(to, answer));
    expect((await proofOf(to)).consents).toHaveLength(1);
    expect(await mayReach(to)).toBe(false);
  });

  it('takes a yes on a button, and in the other spelling of the number', async () => {
    const to = newPerson();
    await record(to);
    await receive(inboundForm(to.replace('+55119', '+5511'), 'Sim', { ButtonText: 'Sim', ButtonPayload: 'accept' }));
    expect(await mayReach(to)).toBe(true);
  });

  it('takes a yes that Twilio takes for a START, too', async () => {
    const to = newPerson();
    await record(to);
    await receive(inboundForm(to, 'YES', { OptOutType: 'START' }));
    expect(await mayReach(to)).toBe(true);
  });

  it('makes nothing of a yes to nothing, nor of one after a refusal', async () => {
    const [stranger, refused] = [newPerson(), newPerson()];
    await receive(inboundForm(stranger, 'sim'));
    expect((await proofOf(stranger)).consents).toEqual([]);
    const { recorded_at: askedAt } = await record(refused);
    await record(refused, { granted: false, occurred_at: askedAt });
    await receive(inboundForm(refused, 'sim'));
    expect(await mayReach(refused)).toBe(false);
  });

  it('asks no one who refused or confirmed elsewhere, and no one where it is off', async () => {
    const [refused, confirmed, before] = [newPerson(), newPerson(), newPerson()];
    expect(await record(refused, { granted: false })).not.toHaveProperty('pending');
    expect(await record(confirmed, { confirmed: true })).not.toHaveProperty('pending');
    await put(null);
    expect(await record(before)).not.toHaveProperty('pending');
    for (const to of [refused, confirmed, before]) expect(await questionsTo(to)).toEqual([]);
    expect([await mayReach(refused), await mayReach(confirmed), await mayReach(before)]).toEqual([false, true, true]);
  });

  it.each([
    ['without a template', { enabled: true }, 'required'],
    ['with one that is not there', { enabled: true, template: 'nothing' }, 'unknown_template'],
    ['with marketing', { enabled: true, template: 'offers' }, 'is_marketing'],
    ['with variables', { enabled: true, template: 'order_status' }, 'has_variables'],
  ])('cannot be set %s', async (_what, setting, reason) => {
    expect(await put(setting)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'double_opt_in.template', reason }] },
    });
  });
});
