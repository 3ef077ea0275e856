import type { Listed, ListQuery } from '@recado/messaging';
import { addressesOf } from './addresses.ts';

type Found = { sid: string; body: string; dateCreated: Date; direction: string };
type Page = { instances: Found[]; nextPage: () => Promise<Page> | undefined };

/** The part of twilio-node's messages that is used. */
export type Lister = { page: (filter: { to: string; from?: string; pageSize: number }) => Promise<Page> };

const pageSize = 200;
const mostPages = 50;

const listedOf = ({ sid, body, dateCreated }: Found): Listed => ({ sid, body, createdAt: dateCreated });

/**
 * The outbound messages of a pair since a time, the newest first. It asks by number and sorts out times itself: Twilio's
 * filter of DateSent leaves out what is still queued, and under a Messaging Service the sender is not known yet.
 * Rejects when Twilio does not answer, or with more than anyone could have been sent.
 */
export const listMessages = async (messages: Lister, query: ListQuery): Promise<Listed[]> => {
  const { to, from } = addressesOf(query);
  const found: Listed[] = [];
  let page: Page | undefined = await messages.page({ to, ...(from !== undefined && { from }), pageSize });
  for (let pages = 1; page; pages += 1) {
    if (pages > mostPages) throw new Error('Twilio lists more messages to this person than can be looked through');
    const outbound = page.instances.filter(({ direction }) => direction.startsWith('outbound'));
    found.push(...outbound.map(listedOf).filter(({ createdAt }) => createdAt >= query.since));
    const oldest: Date | undefined = page.instances.at(-1)?.dateCreated;
    page = oldest && oldest >= query.since ? await page.nextPage() : undefined;
  }
  return found;
};
