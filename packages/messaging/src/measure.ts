import type { Channel } from '@recado/contract';
import { compose } from './compose.ts';
import type { Content } from './messages/message.ts';
import { countSegments } from './messages/segments.ts';
import type { RecordedTemplate } from './templates/template.ts';

/** The segments of an SMS, by which its sender's rate and its price count. WhatsApp counts messages: `undefined`. */
export const measure = (
  content: Content,
  channel: Channel,
  template: RecordedTemplate | undefined,
): number | undefined => {
  if (channel !== 'sms') return undefined;
  const composed = compose(content, channel, template);
  return composed?.kind === 'body' ? countSegments(composed.body).segments : undefined;
};
