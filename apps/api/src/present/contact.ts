import type { Contact } from '@recado/contract';
import type { ContactSummary } from '@recado/messaging';
import { given } from './given.ts';
import type { View } from './message.ts';
import { showNumber } from './show-number.ts';

type Counts = ContactSummary['messages'];

const byStatus = (counts: Counts) => Object.fromEntries(counts.map(({ status, count }) => [status, count]));

const byChannel = (counts: Counts): Contact['messages']['by_channel'] =>
  Object.fromEntries(
    [...Map.groupBy(counts, ({ channel }) => channel)].map(([channel, some]) => [channel, byStatus(some)]),
  );

/** What is held of a person, in short, as the API shows it. */
export const presentContact = (to: string, found: ContactSummary, view: View): Contact => ({
  phone: showNumber(to, view),
  ...given({ timezone: found.timezone, language: found.language }),
  messages: {
    total: found.messages.reduce((total, { count }) => total + count, 0),
    by_channel: byChannel(found.messages),
    ...given({ first_at: found.firstMessageAt?.toISOString(), last_at: found.lastMessageAt?.toISOString() }),
  },
  inbound: found.inbound,
  campaigns: found.campaigns,
  consents: found.consents.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
  opt_outs: found.optOuts.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
});
