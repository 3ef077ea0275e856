import type { Contact } from '@recado/contract';
import { fields } from '../terminal/fields.ts';
import { moment } from '../terminal/format.ts';
import { sayOptOut } from './show-opt-outs.ts';

type Counts = Contact['messages']['by_channel'];

const countsOf = (byStatus: NonNullable<Counts[keyof Counts]>): string =>
  Object.entries(byStatus)
    .map(([status, count]) => `${status} ${count}`)
    .join(', ');

const periodOf = ({ first_at: first, last_at: last }: Contact['messages']): string =>
  first && last ? `, ${moment(first)} to ${moment(last)}` : '';

/** What is held of a person, as lines of a name and a value. */
export const showContact = ({ messages, ...contact }: Contact): string =>
  fields([
    ['phone', contact.phone],
    ['time zone', contact.timezone],
    ['language', contact.language],
    ['messages', `${messages.total}${periodOf(messages)}`],
    ...Object.entries(messages.by_channel).map(([channel, counts]) => [`  ${channel}`, countsOf(counts)] as const),
    ['inbound', contact.inbound],
    ['campaigns', contact.campaigns],
    ...contact.consents.map(
      ({ channel, granted, at }) =>
        ['marketing', `${channel}: ${granted ? 'agreed to' : 'refused'} on ${moment(at)}`] as const,
    ),
    ...contact.opt_outs.map((optOut) => ['opted out', sayOptOut(optOut)] as const),
  ]);
