import type { WebhookFilter } from '@recado/contract';
import type { LoggedEvent } from '../events/events.ts';

/** Returns whether the event has one of the wanted values in each field of the filter. */
export const matchesFilter = (event: LoggedEvent, filter: WebhookFilter = {}): boolean => {
  const values: Partial<Record<string, unknown>> = fieldsOf(event);
  return Object.entries(filter).every(([field, wanted]) => [wanted].flat().some((value) => value === values[field]));
};

/** Returns the name of what the event is about. The events of one subject are sent one after the other. */
export const subjectOf = (event: LoggedEvent): string => {
  if ('message' in event) return event.message.id;
  if ('inbound' in event) return event.inbound.id;
  const { id, name, to, message_id: messageId, subject } = event.detail;
  return `${event.type.split('.')[0]} ${JSON.stringify(id ?? messageId ?? name ?? to ?? subject ?? '')}`;
};

type Fields = { [Name in keyof WebhookFilter]?: unknown };

/** An event without a field matches no filter of that field. */
const fieldsOf = (event: LoggedEvent): Fields => {
  if ('message' in event) {
    const { message } = event;
    return {
      campaign_id: message.campaignId,
      sender: message.senderId,
      channel: message.channel,
      category: message.category,
      template: message.templateName,
      reference: message.reference,
      error_code: message.errorCode,
    };
  }
  if ('inbound' in event) {
    const { campaignId, senderId, channel } = event.inbound;
    return { campaign_id: campaignId, sender: senderId, channel };
  }
  const { id, name, channel, category, subject } = event.detail as Record<string, string | undefined>;
  switch (event.type.split('.')[0]) {
    case 'campaign':
      return { campaign_id: id, channel, category };
    case 'sender':
      return { sender: id, channel };
    case 'template':
      return { template: name };
    case 'consent':
      return { channel };
    case 'budget':
      return { campaign_id: (subject as { id?: string } | undefined)?.id };
    default:
      return {};
  }
};
