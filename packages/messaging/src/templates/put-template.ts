import type { PutTemplate } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { refuseField } from '../errors.ts';
import type { RecordedTemplate } from './template.ts';

export type PutTemplateDeps = {
  clock: () => Date;
  /** Stores one language of a template. The approval of its content stays. */
  saveTemplate: (template: RecordedTemplate, audit: AuditEntry) => Promise<RecordedTemplate>;
};

/** Creates a template, or replaces one of its languages. It can be sent at once: Twilio is not asked. */
export const putTemplate = async (
  deps: PutTemplateDeps,
  name: string,
  { name: named, content_sid: contentSid, ...request }: PutTemplate,
  { actor }: ByActor,
): Promise<RecordedTemplate> => {
  if (named !== undefined && named !== name) throw refuseField('name', 'exclusive', 'must be the name in the path');
  const { channel, category, language, variables, body, sms_charset: smsCharset } = request;
  const at = deps.clock();
  const content = {
    ...(contentSid !== undefined && { contentSid }),
    ...(body !== undefined && { body }),
    ...(smsCharset && { smsCharset }),
  };
  const detail = { language, channel, category, ...(contentSid !== undefined && { content_sid: contentSid }) };
  return deps.saveTemplate(
    { name, channel, category, language, variables, ...content, createdAt: at, updatedAt: at },
    { at, actor, action: 'template.changed', object: `templates/${name}`, detail },
  );
};
