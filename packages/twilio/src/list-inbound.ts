import type { InboundListQuery, InboundReport } from '@recado/messaging';
import { parseInbound } from './inbound.ts';
import { addressesOf } from './send.ts';

type Listed = {
  sid: string;
  direction: string;
  from: string | null;
  to: string;
  body: string | null;
  messagingServiceSid: string | null;
  dateCreated: Date;
};
type Page = { instances: Listed[]; nextPage: () => Promise<Page> | undefined };

/** The parts of twilio-node's client that are used. */
export type InboundLister = { page: (filter: { to: string; dateSentAfter: Date; pageSize: number }) => Promise<Page> };
export type PoolLister = (serviceSid: string) => Promise<{ phoneNumber: string }[]>;

const pageSize = 1_000;
const dayMs = 24 * 3_600_000;
const service = /^MG[0-9a-fA-F]{32}$/;
/** A name as sender cannot be answered. */
const name = /[A-Za-z]/;

/**
 * Messages that people sent to a sender since a time, a page at a time, the newest first. A Messaging Service is read
 * number by number. Rejects when Twilio does not answer.
 */
export async function* listInbound(
  messages: InboundLister,
  listPool: PoolLister,
  { channel, address, since }: InboundListQuery,
): AsyncGenerator<InboundReport[], void> {
  if (!service.test(address) && name.test(address)) return;
  const numbers = service.test(address) ? (await listPool(address)).map(({ phoneNumber }) => phoneNumber) : [address];
  for (const number of numbers) {
    const { to } = addressesOf({ channel, from: address, to: number });
    let page: Page | undefined = await messages.page({ to, dateSentAfter: dayBefore(since), pageSize });
    while (page) {
      yield page.instances
        .filter(({ direction }) => direction === 'inbound')
        .flatMap((found) => toReport(found, address));
      const oldest: Date | undefined = page.instances.at(-1)?.dateCreated;
      page = oldest && oldest >= since ? await page.nextPage() : undefined;
    }
  }
}

/** The filter knows days of GMT. */
const dayBefore = (since: Date): Date => new Date(Math.floor(since.getTime() / dayMs) * dayMs - dayMs);

/** They have the form of a webhook. The list lacks media and the keyword that Twilio understood. */
const toReport = (found: Listed, address: string): InboundReport[] => {
  const report = parseInbound({
    MessageSid: found.sid,
    From: found.from ?? '',
    To: found.to,
    Body: found.body ?? '',
    ...(found.messagingServiceSid && { MessagingServiceSid: found.messagingServiceSid }),
  });
  return report ? [{ ...report, to: [...report.to, address], receivedAt: found.dateCreated }] : [];
};
