import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { administration, restores, retention } from './administration.ts';
import { audience } from './audience.ts';
import { campaigns } from './campaigns.ts';
import { consent } from './consent.ts';
import { contacts, inbound } from './contacts.ts';
import { encryption } from './encryption.ts';
import { events } from './events.ts';
import { messages } from './messages.ts';
import { operations } from './operations.ts';
import { pricing } from './pricing.ts';
import { senderHistory } from './sender-history.ts';
import { reports } from './reports.ts';
import { senders } from './senders.ts';
import { templates } from './templates.ts';
import { users } from './users.ts';
import { webhooks } from './webhooks.ts';

/** The whole schema, in an order in which each table exists before another refers to it. */
export const baseline: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await statement.execute(db);
  },
};

const statements = [
  ...senders,
  ...senderHistory,
  ...templates,
  ...messages,
  ...campaigns,
  ...audience,
  ...contacts,
  ...consent,
  ...inbound,
  ...pricing,
  ...reports,
  ...administration,
  ...events,
  ...webhooks,
  ...users,
  ...retention,
  ...encryption,
  ...restores,
  ...operations,
];
