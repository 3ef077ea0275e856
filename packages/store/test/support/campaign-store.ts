import type { FeedTransaction, FeedRequest } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { contentOf, makeSealer, recipientOf } from '../../src/encryption/sealer.ts';
import { noon, sender, template } from './samples.ts';
import { keys, openTestStore, storedIndexOf } from './test-store.ts';

type Columns = Record<string, unknown>;

export type Person = {
  to: string;
  slot?: number;
  zoneSet?: number;
  /** The reason that the import recorded. An opt-out from before it still holds. */
  excluded?: string;
  country?: string;
  segments?: number;
  variables?: Record<string, string>;
  /** The message has a fallback SMS. */
  hasFallback?: boolean;
};

const { seal } = makeSealer(keys.encryptionKeys);

export const indexOfPerson = storedIndexOf;

const numberOf = (n: number): string => `+55119${String(80_000_000 + n)}`;

const bytes = (value: Buffer) => `\\x${value.toString('hex')}`;

const fallbackColumns = (person: Person): Columns => {
  const id = uuidv7();
  const content = JSON.stringify({ variables: person.variables ?? {} });
  return {
    fallback_id: id,
    fallback_segments: 1,
    fallback_to_sealed: bytes(seal(person.to, recipientOf(id))),
    fallback_content_sealed: bytes(seal(content, contentOf(id))),
  };
};

const rowOf = (campaignId: string, person: Person, line: number): Columns => {
  const id = uuidv7({ msecs: noon.getTime() + line });
  return {
    campaign_id: campaignId,
    id,
    zone_set: person.zoneSet ?? 1,
    slot: person.slot ?? line % 64,
    segments: person.segments,
    line,
    country: person.country ?? 'BR',
    kept_back: person.excluded,
    to_index: bytes(indexOfPerson(person.to)),
    to_sealed: bytes(seal(person.to, recipientOf(id))),
    content_sealed: bytes(seal(JSON.stringify({ variables: person.variables ?? { order_id: '1' } }), contentOf(id))),
    ...(person.hasFallback && fallbackColumns(person)),
  };
};

/** A store with two senders and two sets of zones, and campaigns in it as a launch leaves them. */
export const openCampaignStore = async () => {
  const test = await openTestStore();
  await test.store.seedSenders([sender(), sender({ id: 'second' }), sender({ id: 'texts', channel: 'sms' })]);
  await test.store.seedTemplates([template()]);
  await test.sql(`insert into zone_sets (zones) values ('{America/Sao_Paulo}'), ('{America/Manaus}')`);

  const campaign = async (columns: Columns = {}): Promise<string> => {
    const row = {
      id: uuidv7(),
      name: 'Black Friday',
      status: 'running',
      channel: 'whatsapp',
      category: 'marketing',
      template_name: 'order_confirmation',
      template_language: 'pt_BR',
      language_per_recipient: false,
      variables: {},
      sender_ids: ['store'],
      consent_source: 'form',
      consent_evidence: 'page 7',
      dry_run: false,
      recipients: 0,
      exclusions: 0,
      version: 1,
      audience_version: 1,
      created_at: noon,
      created_by: 'test',
      updated_at: noon,
      ...columns,
    };
    await test.sql('insert into campaigns select * from json_populate_record(null::campaigns, $1)', [
      JSON.stringify(row),
    ]);
    return row.id;
  };

  /** Puts people into a campaign's audience and opens its cursors. Gives the ids of their messages. */
  const audience = async (campaignId: string, people: Person[]): Promise<string[]> => {
    const rows = people.map((person, line) => rowOf(campaignId, person, line));
    await test.sql('insert into recipients select * from json_populate_recordset(null::recipients, $1)', [
      JSON.stringify(rows),
    ]);
    const optedOut = people.filter(({ excluded }) => excluded === 'opted_out');
    await test.sql(
      `insert into suppressions select person::bytea, channel, 'all', 'stop', $3
      from unnest($2::text[]) as person, campaigns where campaigns.id = $1`,
      [campaignId, optedOut.map(({ to }) => bytes(indexOfPerson(to))), noon],
    );
    await test.sql(
      `insert into audience_zones select campaign_id, zone_set, count(*) from recipients where campaign_id = $1 group by 1, 2`,
      [campaignId],
    );
    await openCursors(campaignId);
    return rows.map(({ id }) => String(id));
  };

  /** Lets each sender of a campaign take its people. */
  const openCursors = (campaignId: string) =>
    test.sql(
      `insert into feed_cursors (campaign_id, sender_id, zone_set, slots)
      select campaigns.id, pool.sender_id, audience_zones.zone_set, array(
        select slot::smallint from generate_series(0, 63) as slot where slot % cardinality(sender_ids) = pool.place - 1
      )
      from campaigns join audience_zones on campaign_id = id
      cross join unnest(sender_ids) with ordinality as pool (sender_id, place) where id = $1`,
      [campaignId],
    );

  let met = 0;
  /** Creates people that no other test uses. */
  const people = (count: number, more: Partial<Person> = {}): Person[] =>
    Array.from({ length: count }, () => ({ to: numberOf((met += 1)), ...more }));

  const feeding = async <T>(work: (feed: FeedTransaction) => Promise<T>, senderId = 'store'): Promise<T> => {
    const done = await test.store.feeding(senderId, work);
    if (done === undefined) throw new Error('somebody else feeds this sender');
    return done;
  };

  const feedNext = (campaignId: string, units: number, more: Partial<FeedRequest> = {}, senderId = 'store') =>
    feeding((feed) => feed.feedNext({ campaignId, zoneSet: 1, units, at: noon, windowUntil: null, ...more }), senderId);

  /** Messages of a campaign by status and reason. */
  const statusCounts = async (campaignId: string): Promise<Record<string, number>> => {
    const rows = await test.sql(
      `select concat_ws(' ', status, reason) as status, count(*)::int as n from messages
      where campaign_id = $1 group by 1`,
      [campaignId],
    );
    return Object.fromEntries(rows.map((row) => [String(row.status), Number(row.n)]));
  };

  /** The same as the trigger has counted it. */
  const counted = async (campaignId: string): Promise<Record<string, number>> => {
    while ((await test.store.applyDeltas(100)) > 0);
    const rows = await test.sql(
      `select concat_ws(' ', status, nullif(reason, '')) as status, messages::int as n from campaign_counts
      where campaign_id = $1 and messages <> 0`,
      [campaignId],
    );
    return Object.fromEntries(rows.map((row) => [String(row.status), Number(row.n)]));
  };

  return { ...test, campaign, audience, openCursors, people, feeding, feedNext, statusCounts, counted };
};

export type CampaignStore = Awaited<ReturnType<typeof openCampaignStore>>;

/** Puts people on the list of a campaign's excluded people, whatever its status. */
export const excludePeople = async ({ sql }: Pick<CampaignStore, 'sql'>, campaignId: string, people: Person[]) => {
  await sql('update campaigns set exclusions = exclusions + $2 where id = $1', [campaignId, people.length]);
  const indexes = people.map(({ to }) => bytes(indexOfPerson(to)));
  await sql('insert into exclusions select $1, person::bytea from unnest($2::text[]) as person', [campaignId, indexes]);
};
