import type { AuditEntry, AuditPage } from '@recado/contract';
import { columns } from '../terminal/columns.ts';

const valueOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const detailOf = ({ detail = {} }: AuditEntry): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}=${valueOf(value)}`)
    .join(' ');

/** A page of the audit log as a table, and how to see the next one. */
export const showAudit = ({ data, next_cursor: next }: AuditPage): string => {
  if (data.length === 0) return 'Nothing was done that is like this.';
  const rows = data.map((entry) => {
    const { at, actor, action, object = '' } = entry;
    return [at.slice(0, 19).replace('T', ' '), actor.name, action, object, detailOf(entry)];
  });
  const table = columns(['at (UTC)', 'by', 'action', 'object', 'detail'], rows);
  return next === null ? table : `${table}\nThere are more: --cursor ${next}`;
};
