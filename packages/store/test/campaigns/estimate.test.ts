import type { AudiencePart } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, noon } from '../support/samples.ts';
import { indexOfPerson, openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hex = ({ to }: Person) => `\\x${indexOfPerson(to).toString('hex')}`;

const optOut = (person: Person, purpose = 'all', channel = 'whatsapp') =>
  test.sql(`insert into suppressions values ($1, $2, $3, 'stop', $4)`, [hex(person), channel, purpose, noon]);

const consent = (person: Person, granted: boolean, channel = 'whatsapp') =>
  test.sql(`insert into consent_states values ($1, $2, 'marketing', $3, $4)`, [hex(person), channel, granted, noon]);

const reasonsOf = (parts: AudiencePart[]) => {
  const counts: Record<string, number> = {};
  for (const { reason = 'sent', people } of parts) counts[reason] = (counts[reason] ?? 0) + people;
  return counts;
};

const find = async (id: string) => reasonsOf(await test.store.findAudienceParts(id, noon));

/**
 * Seven people: one without anything special, one excluded at the import, opted out in three ways, with consent and
 * without.
 */
const crowd = async () => {
  const [early] = test.people(1, { excluded: 'opted_out' });
  const [plain, all, marketing, elsewhere, yes, no] = test.people(6);
  if (!early || !plain || !all || !marketing || !elsewhere || !yes || !no) throw new Error('there are seven');
  await optOut(all);
  await optOut(all, 'marketing');
  await optOut(marketing, 'marketing');
  await optOut(elsewhere, 'all', 'sms');
  await consent(yes, true);
  await consent(no, false);
  await consent(plain, true, 'sms');
  return [early, plain, all, marketing, elsewhere, yes, no];
};

describe('people excluded by an estimate', () => {
  const withoutBasis = { consent_source: null, consent_evidence: null };
  it.each([
    ['marketing, whose marketer says that all agreed', {}, { sent: 3, opted_out: 3, no_consent: 1 }],
    ['marketing by the ledger', withoutBasis, { sent: 1, opted_out: 3, no_consent: 3 }],
    ['utility', { category: 'utility' }, { sent: 5, opted_out: 2 }],
    ['authentication', { category: 'authentication' }, { sent: 7 }],
  ])('of %s excludes the same people as the feeder', async (_kind, columns, expected) => {
    const id = await test.campaign(columns);
    await test.audience(id, await crowd());
    expect(await find(id)).toEqual(expected);
    await test.feedNext(id, 100);
    const { sent, ...kept } = expected;
    const suppressed = Object.fromEntries(Object.entries(kept).map(([reason, n]) => [`suppressed ${reason}`, n]));
    expect(await test.statusCounts(id)).toEqual({ accepted: sent, ...suppressed });
  });

  it('are those who have had as much marketing as they may', async () => {
    const id = await test.campaign({ cap_messages: 2, cap_seconds: 3600 });
    const people = test.people(3);
    await test.audience(id, people);
    const pace = (person: Person | undefined, minutes: number[]) =>
      test.sql(`insert into marketing_paces values ($1, $2, 'store')`, [
        person && hex(person),
        minutes.map((each) => later(-each * 60_000)),
      ]);
    await pace(people[0], [50, 10]);
    await pace(people[1], [70, 10]);
    expect(await find(id)).toEqual({ sent: 2, frequency_cap: 1 });
    expect(await find(await test.campaign())).toEqual({});
  });

  it('excludes no one for lack of consent where the settings require none', async () => {
    const id = await test.campaign(withoutBasis);
    await test.audience(id, test.people(2));
    await test.store.changeSettings({ marketingRequiresConsent: { whatsapp: false, sms: true } }, noon);
    expect(await find(id)).toEqual({ sent: 2 });
    await test.store.changeSettings({ marketingRequiresConsent: { whatsapp: true, sms: true } }, noon);
    expect(await find(id)).toEqual({ no_consent: 2 });
  });
});

const none = { people: 0, units: 0, extra: 0 };

it('parts an audience by country, zones and sender, and adds up segments', async () => {
  const id = await test.campaign({ sender_ids: ['store', 'second'], channel: 'sms' });
  await test.audience(id, [
    ...test.people(2, { slot: 0, segments: 3 }),
    ...test.people(1, { slot: 62, segments: 1 }),
    ...test.people(1, { slot: 63, zoneSet: 2, country: 'PT', segments: 2 }),
  ]);
  const parts = await test.store.findAudienceParts(id, noon);
  expect(parts.toSorted((a, b) => a.place - b.place)).toEqual([
    {
      country: 'BR',
      zones: ['America/Sao_Paulo'],
      place: 0,
      people: 3,
      units: 7,
      unicode: none,
      fallbacks: { people: 0, units: 0, unicode: none },
    },
    {
      country: 'PT',
      zones: ['America/Manaus'],
      place: 1,
      people: 1,
      units: 2,
      unicode: none,
      fallbacks: { people: 0, units: 0, unicode: none },
    },
  ]);
});

it('answers many who ask at the same time', async () => {
  const id = await test.campaign();
  await test.audience(id, test.people(1));
  expect(await Promise.all(Array.from({ length: 12 }, () => find(id)))).toEqual(
    Array.from({ length: 12 }, () => ({ sent: 1 })),
  );
});
