import type { Channel, SendMessage } from '@recado/contract';
import { checkVariables } from '../check-variables.ts';
import { sendableTemplate } from '../sendable-template.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { Content } from './message.ts';

/** What the message will say, checked against the template that it names. */
export const chooseContent = (request: SendMessage, found: RecordedTemplate | undefined, channel: Channel): Content => {
  if (request.body !== undefined) return { kind: 'body', body: request.body };
  const template = sendableTemplate(request, found, channel);
  const variables = request.variables ?? {};
  checkVariables(template.variables, variables, channel);
  return { kind: 'template', name: template.name, language: template.language, variables };
};
