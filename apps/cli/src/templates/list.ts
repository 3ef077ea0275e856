import type { Template } from '@recado/contract';
import { columns } from '../terminal/columns.ts';

const titles = ['name', 'language', 'channel', 'category', 'approval', 'variables', 'content'];

const approvalOf = ({ approval, content_sid: sid }: Template): string => {
  if (!approval) return sid ? 'not asked yet' : '';
  const { status, rejection_reason: reason } = approval;
  return `${status ?? 'unknown'}${reason ? ` (${reason})` : ''}`;
};

/** The templates as a table, each language by itself. */
export const listTemplates = (templates: Template[]): string =>
  columns(
    titles,
    templates.map((template) => [
      template.name,
      template.language,
      template.channel,
      template.category,
      approvalOf(template),
      template.variables.join(' '),
      template.content_sid ?? '',
    ]),
  );
