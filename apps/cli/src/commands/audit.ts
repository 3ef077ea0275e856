import type { AuditEntry, AuditPage } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { columns } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const wanted = z.string().optional();

export const addAudit = (program: Command): void => {
  program
    .command('audit')
    .description('list audit entries, the newest first')
    .option('--actor <key>', 'name or id of an API key, `recado cli` or `system`')
    .option('--action <action>', 'action, for example template.changed or numbers.revealed')
    .option('--object <path>', 'changed object, for example campaigns/<id> or templates/promotion')
    .option('--since <time>', 'entries from this time on, for example 2026-12-01T00:00:00Z')
    .option('--until <time>', 'entries before this time')
    .option('--limit <number>', 'maximum number of entries, up to 200 (default: 50)')
    .option('--cursor <cursor>', 'continue from the cursor that the previous page printed')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { json, ...filter } = Options.parse(given);
      const { audit } = await connect();
      openScreen({ json }).show(await audit.list(asWritten(filter)).page(), showAudit);
    });
};

const Options = OutputOptions.extend({
  actor: wanted,
  action: wanted,
  object: wanted,
  since: wanted,
  until: wanted,
  limit: wanted,
  cursor: wanted,
});

const valueOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const detailOf = ({ detail = {} }: AuditEntry): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}=${valueOf(value)}`)
    .join(' ');

/** Formats a page of the audit log as a table, with the option for the next page. */
export const showAudit = ({ data, next_cursor: next }: AuditPage): string => {
  if (data.length === 0) return 'No audit entries match these filters.';
  const rows = data.map((entry) => {
    const { at, actor, action, object = '' } = entry;
    return [at.slice(0, 19).replace('T', ' '), actor.name, action, object, detailOf(entry)];
  });
  const table = columns(['at (UTC)', 'by', 'action', 'object', 'detail'], rows);
  return next === null ? table : `${table}\nFor more entries, add --cursor ${next}`;
};
