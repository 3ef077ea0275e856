import type { RecordedSender } from '@recado/messaging';
import type { Logger } from '@recado/runtime';
import type { Twilio } from '@recado/twilio';

type Deps = {
  findSenders: () => Promise<Pick<RecordedSender, 'id' | 'channel' | 'address'>[]>;
  findInboundWebhooks: Twilio['findInboundWebhooks'];
  log: Pick<Logger, 'warn'>;
};

/**
 * Compares the webhooks of all senders at Twilio with ours, once after the start, and logs which senders send inbound
 * messages elsewhere. It changes nothing and never rejects: a start does not depend on it.
 */
export const compareInboundWebhooks = async ({ findSenders, findInboundWebhooks, log }: Deps): Promise<void> => {
  try {
    const elsewhere: string[] = [];
    const reasons = new Map<string, string>();
    const senders = await findSenders();
    for (const [index, found] of (await findInboundWebhooks(senders)).entries()) {
      const id = senders[index]?.id ?? '';
      if (found.kind === 'unreadable') reasons.set(id, found.problem);
      else if (found.kind === 'found' && found.webhooks.some(({ isElsewhere }) => isElsewhere)) elsewhere.push(id);
    }
    if (elsewhere.length > 0)
      log.warn(
        { senders: elsewhere },
        'Inbound messages are sent elsewhere: run `recado twilio setup` to receive them',
      );
    if (reasons.size > 0)
      log.warn(
        { senders: [...reasons.keys()], reasons: [...new Set(reasons.values())] },
        'Inbound webhooks not compared: Twilio did not show them',
      );
  } catch (error) {
    log.warn({ err: error }, 'Inbound webhooks not compared');
  }
};
