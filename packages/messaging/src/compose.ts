import type { Channel } from '@recado/contract';
import { variableMistakes } from './check-variables.ts';
import type { Content } from './messages/message.ts';
import { numberVariables, renderBody } from './render.ts';
import type { RecordedTemplate } from './templates/template.ts';

/** What is handed to Twilio: an approved template by its SID, or a text. */
export type Composed =
  | { kind: 'content'; contentSid: string; variables: Record<string, string> }
  | { kind: 'body'; body: string };

type Text = Pick<RecordedTemplate, 'contentSid' | 'body' | 'variables'>;

/** Whether a template can go out on a channel: WhatsApp needs the ContentSid, SMS the body. */
export const fitsChannel = (template: Text, channel: Channel): boolean =>
  channel === 'whatsapp' ? template.contentSid !== undefined : template.body !== undefined;

/**
 * Makes what is sent from what was accepted and the template as it is now. Gives `undefined` when the template
 * changed since and no longer fits: another channel, other variables.
 */
export const compose = (content: Content, channel: Channel, template: Text | undefined): Composed | undefined => {
  if (content.kind === 'body') return { kind: 'body', body: content.body };
  if (!template || variableMistakes(template.variables, content.variables, channel).length) return undefined;
  if (channel === 'whatsapp')
    return template.contentSid === undefined
      ? undefined
      : {
          kind: 'content',
          contentSid: template.contentSid,
          variables: numberVariables(template.variables, content.variables),
        };
  return template.body === undefined ? undefined : { kind: 'body', body: renderBody(template.body, content.variables) };
};
