import type { Channel, SendMessage } from '@recado/contract';
import { checkVariables } from './check-variables.ts';
import { fitsChannel } from './compose.ts';
import type { Content } from './message.ts';
import { refuseField } from './refusal.ts';
import type { RecordedTemplate } from './template.ts';
import { approvalProblem } from './templates/approval-problem.ts';

const unfit = {
  whatsapp:
    'has no content_sid yet, so WhatsApp cannot send it: PUT the template with the HX… SID that Twilio approved',
  sms: 'has no body, so SMS cannot send it: PUT the template with a text',
};

/** A message's own category counts as much as its template's: as marketing it needs the approval that marketing needs. */
const checkApproval = (template: RecordedTemplate, category = template.category): void => {
  const problem = approvalProblem({ ...template, category });
  if (problem) throw refuseField('template', 'not_approved', problem);
};

/** What the message will say, checked against the template that it names. */
export const chooseContent = (
  request: SendMessage,
  template: RecordedTemplate | undefined,
  channel: Channel,
): Content => {
  if (request.body !== undefined) return { kind: 'body', body: request.body };
  const name = request.template ?? '';
  if (!template)
    throw refuseField(
      'template',
      'unknown_template',
      `there is no template ${name}${request.language ? ` in ${request.language}` : ''}`,
    );
  if (!fitsChannel(template, channel)) throw refuseField('template', 'not_sendable', `${name} ${unfit[channel]}`);
  if (channel === 'whatsapp') checkApproval(template, request.category);
  const variables = request.variables ?? {};
  checkVariables(template.variables, variables);
  return { kind: 'template', name: template.name, language: template.language, variables };
};
