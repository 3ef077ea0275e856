import type { Channel, SendMessage } from '@recado/contract';
import { fitsChannel } from './compose.ts';
import { refuseField } from './errors.ts';
import { approvalProblem } from './templates/approval-problem.ts';
import type { RecordedTemplate } from './templates/template.ts';

type Wish = Pick<SendMessage, 'template' | 'language' | 'category'>;

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

/** The template that was found for a wish. Throws a Refusal when there is none, or when the channel cannot send it. */
export const sendableTemplate = (
  { template: name = '', language, category }: Wish,
  template: RecordedTemplate | undefined,
  channel: Channel,
): RecordedTemplate => {
  if (!template)
    throw refuseField(
      'template',
      'unknown_template',
      `there is no template ${name}${language ? ` in ${language}` : ''}`,
    );
  if (!fitsChannel(template, channel)) throw refuseField('template', 'not_sendable', `${name} ${unfit[channel]}`);
  if (channel === 'whatsapp') checkApproval(template, category);
  return template;
};
