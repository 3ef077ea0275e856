import type { Message } from '../messages/message.ts';

const perChunk = 500;

const lineOf = (message: Message): string =>
  `${JSON.stringify({
    sid: message.sid,
    to: message.to,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    body: message.body,
    status: message.status,
    error_code: message.errorCode,
    status_callback: message.statusCallback,
    created_at: new Date(message.createdAt).toISOString(),
  })}\n`;

/** Messages as NDJSON, in chunks of many lines. */
export function* exportMessages(messages: Iterable<Message>): Generator<string> {
  let chunk: string[] = [];
  for (const message of messages) {
    if (chunk.push(lineOf(message)) < perChunk) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}
