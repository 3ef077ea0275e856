import type { Message } from '@recado/contract';

/** A message as lines of `name  value`. */
export const showMessage = (message: Message): string => {
  const { error } = message;
  const rows: [string, string | undefined][] = [
    ['id', message.id],
    ['status', message.reason ? `${message.status} (${message.reason})` : message.status],
    ['error', error && [error.code, error.message].filter(Boolean).join(' ')],
    ['to', message.to],
    ['channel', `${message.channel}, sender ${message.sender}`],
    ['template', message.template && `${message.template} (${message.language})`],
    ['reference', message.reference],
    ['twilio sid', message.twilio_sid],
    ['send at', message.send_at],
    ['sent at', message.sent_at],
    ['delivered', message.delivered_at],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(11)} ${value}`] : [])).join('\n');
};
