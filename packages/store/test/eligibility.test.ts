import type { Category } from '@recado/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { indexOfPerson, openCampaignStore, type CampaignStore, type Person } from './support/campaign-store.ts';
import { draft, importCsv, putDraft } from './support/audience.ts';
import { later, message, noon } from './support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;
const channels = ['whatsapp', 'sms'] as const;

/** A person's state and the rules that apply to a message; by default nothing excludes the person. */
type Case = {
  category?: Category;
  channel?: (typeof channels)[number];
  optOut?: 'all' | 'marketing' | 'unclear';
  /** The opt-out and the consent are of the other channel. */
  elsewhere?: boolean;
  granted?: boolean;
  /** The settings ask for consent on the channel of the message. */
  isNeeded?: boolean;
  /** The campaign claims the consent of all its people. */
  hasBasis?: boolean;
};

type Verdict = 'sent' | 'opted_out' | 'opt_out_unclear' | 'no_consent';

const cases: [Case, Verdict][] = [
  [{ category: 'utility' }, 'sent'],
  [{ category: 'utility', optOut: 'all' }, 'opted_out'],
  [{ category: 'utility', optOut: 'all', channel: 'sms' }, 'opted_out'],
  [{ category: 'utility', optOut: 'all', elsewhere: true }, 'sent'],
  [{ category: 'utility', optOut: 'marketing' }, 'sent'],
  [{ category: 'utility', granted: false }, 'sent'],
  [{ category: 'authentication', optOut: 'all' }, 'sent'],
  [{ category: 'authentication', optOut: 'marketing', granted: false }, 'sent'],
  [{}, 'no_consent'],
  [{ granted: true }, 'sent'],
  [{ granted: true, channel: 'sms' }, 'sent'],
  [{ granted: true, elsewhere: true }, 'no_consent'],
  [{ granted: false }, 'no_consent'],
  [{ granted: true, optOut: 'marketing' }, 'opted_out'],
  [{ granted: true, optOut: 'all' }, 'opted_out'],
  [{ granted: false, optOut: 'all' }, 'opted_out'],
  [{ granted: true, optOut: 'marketing', channel: 'sms' }, 'opted_out'],
  [{ granted: true, optOut: 'unclear' }, 'opt_out_unclear'],
  [{ granted: true, optOut: 'unclear', channel: 'sms' }, 'opt_out_unclear'],
  [{ granted: true, optOut: 'unclear', elsewhere: true }, 'no_consent'],
  [{ granted: false, optOut: 'unclear' }, 'opt_out_unclear'],
  [{ category: 'utility', optOut: 'unclear' }, 'sent'],
  [{ category: 'authentication', optOut: 'unclear' }, 'sent'],
  [{ isNeeded: false }, 'sent'],
  [{ isNeeded: false, channel: 'sms' }, 'sent'],
  [{ isNeeded: false, granted: true }, 'sent'],
  [{ isNeeded: false, granted: false }, 'no_consent'],
  [{ isNeeded: false, granted: false, channel: 'sms' }, 'no_consent'],
  [{ isNeeded: false, optOut: 'marketing' }, 'opted_out'],
  [{ hasBasis: true }, 'sent'],
  [{ hasBasis: true, granted: true }, 'sent'],
  [{ hasBasis: true, granted: false }, 'no_consent'],
  [{ hasBasis: true, isNeeded: false, granted: false }, 'no_consent'],
  [{ hasBasis: true, optOut: 'all' }, 'opted_out'],
];

const bytesOf = ({ to }: Person) => `\\x${indexOfPerson(to).toString('hex')}`;

const other = (channel: string) => (channel === 'sms' ? 'whatsapp' : 'sms');

/** Brings a person and the settings into the state of the case, from any state. */
const bringInto = async (person: Person, state: Case) => {
  const { channel = 'whatsapp', elsewhere, optOut, granted, isNeeded = true } = state;
  const at = elsewhere ? other(channel) : channel;
  for (const table of ['suppressions', 'consent_states'])
    await test.sql(`delete from ${table} where to_index = $1`, [bytesOf(person)]);
  const values = (value: unknown) => [bytesOf(person), at, value, noon];
  if (optOut) await test.sql(`insert into suppressions values ($1, $2, $3, 'stop', $4)`, values(optOut));
  if (granted !== undefined)
    await test.sql(`insert into consent_states values ($1, $2, 'marketing', $3, $4)`, values(granted));
  const needs = { whatsapp: true, sms: true, [channel]: isNeeded };
  await test.store.changeSettings({ marketingRequiresConsent: needs }, noon);
};

const campaignOf = ({ channel = 'whatsapp', category = 'marketing', hasBasis }: Case) =>
  test.campaign({
    channel,
    category,
    sender_ids: [senderOf(channel)],
    ...(!hasBasis && { consent_source: null, consent_evidence: null }),
  });

const senderOf = (channel: string) => (channel === 'sms' ? 'texts' : 'store');

/** Before it is estimated or fed, nothing excludes the person. */
const harmless: Case = { granted: true };

const newPerson = (): Person => {
  const [person] = test.people(1);
  if (!person) throw new Error('One person was asked for');
  return person;
};

const verdictOf = async (id: string): Promise<string> => {
  const { status, reason } = (await test.store.loadMessage(id))?.message ?? {};
  if (status === 'suppressed') return String(reason);
  return status === 'accepted' || status === 'sending' ? 'sent' : `${status}`;
};

const single = (person: Person, { channel = 'whatsapp', category = 'marketing' }: Case) =>
  message({
    to: person.to,
    channel,
    category,
    senderId: senderOf(channel),
    ...(category === 'marketing' && { windowUntil: later(hour) }),
  });

/** Each part of Recado that judges a person, as a function from a case to its verdict. */
const judges: Record<string, (each: Case) => Promise<string>> = {
  'an accepted message': async (each) => {
    const person = newPerson();
    await bringInto(person, each);
    const inserted = await test.store.insertMessage(single(person, each));
    return inserted.kind === 'excluded' ? inserted.reason : inserted.kind === 'created' ? 'sent' : inserted.kind;
  },
  'the claim of a message': async (each) => {
    const person = newPerson();
    await bringInto(person, { channel: each.channel ?? 'whatsapp', ...harmless });
    const made = single(person, each);
    await test.store.insertMessage(made);
    await bringInto(person, each);
    await test.claim(made.id, noon);
    return verdictOf(made.id);
  },
  'an estimate': async (each) => {
    const person = newPerson();
    await bringInto(person, each);
    const id = await campaignOf(each);
    await test.audience(id, [person]);
    const [part] = await test.store.findAudienceParts(id, noon);
    return part?.reason ?? 'sent';
  },
  'the feeder': async (each) => {
    const person = newPerson();
    await bringInto(person, each);
    const id = await campaignOf(each);
    const [messageId] = await test.audience(id, [person]);
    await test.feedNext(id, 10, {}, senderOf(each.channel ?? 'whatsapp'));
    return verdictOf(String(messageId));
  },
  'the claim of a campaign’s message': async (each) => {
    const person = newPerson();
    await bringInto(person, { channel: each.channel ?? 'whatsapp', ...harmless });
    const id = await campaignOf(each);
    const [messageId] = await test.audience(id, [person]);
    await test.feedNext(id, 10, {}, senderOf(each.channel ?? 'whatsapp'));
    await bringInto(person, each);
    await test.claim(String(messageId), noon);
    return verdictOf(String(messageId));
  },
};

/** Only a campaign can claim consent for its people. */
const onlyOfCampaigns = ['an estimate', 'the feeder', 'the claim of a campaign’s message'];

const judgesOf = ({ hasBasis }: Case) => (hasBasis ? onlyOfCampaigns : Object.keys(judges));

describe('the verdict on a person', () => {
  it.each(cases)('%o is %s for accept, estimate, feeder and claim', async (each, verdict) => {
    const names = judgesOf(each);
    const verdicts: Record<string, string | undefined> = {};
    for (const name of names) verdicts[name] = await judges[name]?.(each);
    expect(verdicts).toEqual(Object.fromEntries(names.map((name) => [name, verdict])));
  });
});

describe('an import marks', () => {
  const categories = ['utility', 'marketing', 'authentication'] as const;
  it.each(
    categories.flatMap((category) =>
      ([undefined, 'all', 'marketing'] as const).map((optOut) => ({ category, ...(optOut && { optOut }) })),
    ),
  )('%o as opted out if the feeder would exclude that person', async (each) => {
    const person = newPerson();
    await bringInto(person, { granted: true, ...each });
    const id = message().id;
    await putDraft(test, { ...draft, id, category: each.category });
    await importCsv(test.store, [`phone,nome\n${person.to},Ana\n`], { id, category: each.category });
    const [row] = await test.sql('select kept_back from recipients where campaign_id = $1', [id]);
    const verdict = await judges['the feeder']?.({ granted: true, ...each });
    expect(row?.kept_back ?? 'sent').toBe(verdict);
  });
});

const capSeconds = 3600;

describe('a frequency cap', () => {
  beforeEach(() => bringInto(newPerson(), {}));
  afterEach(() => test.store.changeSettings({ marketingCap: null }, noon));

  const sendBefore = (person: Person, minutes: readonly number[]) => {
    const times = minutes.map((each) => later(-each * 60_000));
    return test.sql(`insert into marketing_paces values ($1, $2, 'store')`, [bytesOf(person), times]);
  };
  const capped = (messages: number) => ({ cap_messages: messages, cap_seconds: capSeconds });
  const caps: [string, Record<string, number>, { messages: number; period: number } | null][] = [
    ['of the campaign', capped(2), null],
    ['of the settings', {}, { messages: 2, period: capSeconds }],
    ['of the settings that is stricter', capped(3), { messages: 2, period: capSeconds }],
    ['of the campaign that is stricter', capped(2), { messages: 3, period: capSeconds }],
  ];

  it.each(
    caps.flatMap(([which, columns, marketingCap]) =>
      (
        [
          ['that is reached', [50, 10], 'frequency_cap'],
          ['that is not reached', [70, 10], 'sent'],
          ['without earlier marketing', [], 'sent'],
        ] as const
      ).map(([state, minutes, verdict]) => [which, state, columns, marketingCap, minutes, verdict] as const),
    ),
  )('%s %s gives the same verdict in an estimate and at the claim', async (...given) => {
    const [_which, _state, columns, marketingCap, minutes, verdict] = given;
    await test.store.changeSettings({ marketingCap }, noon);
    const person = newPerson();
    const id = await test.campaign(columns);
    const [messageId] = await test.audience(id, [person]);
    await sendBefore(person, minutes);
    const [part] = await test.store.findAudienceParts(id, noon);
    await test.feedNext(id, 10);
    await test.claim(String(messageId), noon);
    expect([part?.reason ?? 'sent', await verdictOf(String(messageId))]).toEqual([verdict, verdict]);
  });

  it('of the settings holds for single messages too', async () => {
    await test.store.changeSettings({ marketingCap: { messages: 2, period: capSeconds } }, noon);
    const person = newPerson();
    await bringInto(person, { granted: true });
    await sendBefore(person, [50, 10]);
    const offer = single(person, {});
    await test.store.insertMessage(offer);
    await test.claim(offer.id, noon);
    expect(await verdictOf(offer.id)).toBe('frequency_cap');
  });
});
