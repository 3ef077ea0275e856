import { makeList, type List } from './list.ts';
import { withKey, type CallOptions, type Transport } from './transport.ts';
import type {
  BatchMessage,
  BatchResults,
  CanceledMessages,
  CancelMessages,
  ChangedMessage,
  InboundMessage,
  ListInboundQuery,
  ListMessagesQuery,
  Message,
  RetriedMessages,
  RetryMessages,
  SendMessage,
} from './types.ts';

export const makeMessages = (transport: Transport) => {
  const { json } = transport;
  const at = (id: string, verb = '') => `/v1/messages/${encodeURIComponent(id)}${verb}`;
  return {
    /** Sends a message. It is stored when this resolves. */
    send: (message: SendMessage, options?: CallOptions): Promise<Message> =>
      json('POST', '/v1/messages', { ...withKey(options), body: message }),

    /** Sends up to 1,000 messages. Each has its own result: one that is refused does not stop the others. */
    batch: (messages: readonly BatchMessage[], options?: CallOptions): Promise<BatchResults> =>
      json('POST', '/v1/messages/batch', { ...withKey(options), body: messages }),

    get: (id: string, options?: CallOptions): Promise<Message> => json('GET', at(id), options),

    list: (query?: ListMessagesQuery, options?: CallOptions): List<Message> =>
      makeList(transport, '/v1/messages', { ...options, query }),

    /** Lists the messages that people sent to you. */
    inbound: (query?: ListInboundQuery, options?: CallOptions): List<InboundMessage> =>
      makeList(transport, '/v1/messages/inbound', { ...options, query }),

    /** Without the scope `messages:read`, the answer has `id` and `status` only. */
    cancel: (id: string, options?: CallOptions): Promise<Message | ChangedMessage> =>
      json('POST', at(id, '/cancel'), withKey(options)),

    retry: (id: string, options?: CallOptions): Promise<Message | ChangedMessage> =>
      json('POST', at(id, '/retry'), withKey(options)),

    cancelMany: (filter: CancelMessages, options?: CallOptions): Promise<CanceledMessages> =>
      json('POST', '/v1/messages/cancel', { ...withKey(options), body: filter }),

    retryMany: (filter: RetryMessages, options?: CallOptions): Promise<RetriedMessages> =>
      json('POST', '/v1/messages/retry', { ...withKey(options), body: filter }),
  };
};
