import type { Claim, NewMessage } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotencyKey, later, message, noon } from '../support/samples.ts';
import { indexOfPerson, openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;

const newPerson = () => test.people(1)[0]?.to ?? '';

const agree = (to: string, granted: boolean) =>
  test.sql(
    `insert into consent_states values ($1, 'whatsapp', 'marketing', $2, now())
    on conflict (to_index, channel, purpose) do update set granted = excluded.granted`,
    [indexOfPerson(to), granted],
  );

const optOut = (to: string, purpose: string) =>
  test.sql(`insert into suppressions values ($1, 'whatsapp', $2, 'stop', now())`, [indexOfPerson(to), purpose]);

const marketing = (to: string, change: Partial<NewMessage> = {}) =>
  message({ to, category: 'marketing', windowUntil: later(hour), ...change });

const accepted = async (change: Partial<NewMessage> = {}) => {
  const to = newPerson();
  await agree(to, true);
  const made = marketing(to, change);
  await test.store.insertMessage(made);
  return { id: made.id, to };
};

const kindOf = ({ kind }: Claim) => kind;

describe('marketing to one person', () => {
  it.each([
    ['who never agreed', undefined, 'no_consent'],
    ['who refused', false, 'no_consent'],
    ['who agreed', true, undefined],
  ])('%s is accepted or not', async (_who, granted, reason) => {
    const to = newPerson();
    if (granted !== undefined) await agree(to, granted);
    const inserted = await test.store.insertMessage(marketing(to));
    expect(inserted).toEqual(reason ? { kind: 'excluded', reason } : { kind: 'created' });
  });

  it('is blocked by an opt-out of marketing, an order status only by one of everything, a login code by none', async () => {
    const [some, all] = [newPerson(), newPerson()];
    for (const to of [some, all]) await agree(to, true);
    await optOut(some, 'marketing');
    await optOut(all, 'all');
    const kinds = async (to: string) =>
      Promise.all(
        (['marketing', 'utility', 'authentication'] as const).map(
          async (category) => (await test.store.insertMessage(message({ to, category }))).kind,
        ),
      );
    expect(await kinds(some)).toEqual(['excluded', 'created', 'created']);
    expect(await kinds(all)).toEqual(['excluded', 'excluded', 'created']);
  });

  it('uses no key when it is refused; an accepted one is returned again', async () => {
    const to = newPerson();
    const key = idempotencyKey('promotion for one');
    const insert = () => test.store.insertMessage(marketing(to), key);
    expect(await insert()).toEqual({ kind: 'excluded', reason: 'no_consent' });
    await agree(to, true);
    expect(await insert()).toEqual({ kind: 'created' });
    await agree(to, false);
    expect(await insert()).toMatchObject({ kind: 'repeated' });
  });

  it('goes to people without consent where the settings allow it, but not to people who refused', async () => {
    await test.sql(`insert into settings values ('marketing_requires_consent', '{"whatsapp": false}', now())`);
    const [unknown, refused] = [newPerson(), newPerson()];
    await agree(refused, false);
    const sent = marketing(unknown);
    expect(await test.store.insertMessage(sent)).toEqual({ kind: 'created' });
    expect(await test.store.insertMessage(marketing(refused))).toMatchObject({ kind: 'excluded' });
    expect(kindOf(await test.claim(sent.id, noon))).toBe('claimed');
    await test.sql(`delete from settings where name = 'marketing_requires_consent'`);
  });

  it('is suppressed when the person withdraws before it leaves', async () => {
    const { id, to } = await accepted();
    await agree(to, false);
    expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
    expect((await test.store.loadMessage(id))?.message).toMatchObject({ status: 'suppressed', reason: 'no_consent' });
  });

  it('waits for the next morning of its number when its hours are over, and leaves then', async () => {
    const evening = later(11 * hour);
    const morning = later(24 * hour);
    const { id } = await accepted({ windowUntil: evening });
    expect(await test.claim(id, evening)).toEqual({ kind: 'early', at: morning });
    expect(await test.claim(id, later(20 * hour))).toEqual({ kind: 'early', at: morning });
    expect(await test.claim(id, morning)).toMatchObject({
      kind: 'claimed',
      message: { windowUntil: later(35 * hour) },
    });
  });

  it('goes by the time zone that was put for its person, until that is taken away', async () => {
    const { id, to } = await accepted({ windowUntil: noon });
    const zoneOf = async () => (await test.store.findMarketingWindow(to)).timezone;
    await test.store.saveContact(to, { timezone: 'Pacific/Auckland', language: 'en' }, noon);
    expect(await zoneOf()).toBe('Pacific/Auckland');
    expect(await test.claim(id, noon)).toEqual({ kind: 'early', at: new Date('2026-11-22T20:00:00Z') });
    expect(await test.store.saveContact(to, { timezone: null }, noon)).toEqual({ language: 'en' });
    expect(await zoneOf()).toBe('recipient');
    await test.store.saveContact(to, { language: null }, noon);
    expect(await test.sql('select from contacts')).toEqual([]);
  });

  it('goes by the hours of the settings', async () => {
    const hours = { days: ['mon'], from: '10:00', to: '11:00', timezone: 'UTC', holidays: ['2026-11-23'] };
    await test.sql(`insert into settings values ('quiet_hours', $1, now())`, [JSON.stringify(hours)]);
    const { id } = await accepted({ windowUntil: noon });
    expect(await test.claim(id, noon)).toEqual({ kind: 'early', at: new Date('2026-11-30T10:00:00Z') });
    expect(await test.store.findMarketingWindow('+5511987654321')).toEqual(hours);
    await test.sql(`delete from settings where name = 'quiet_hours'`);
  });
});
