import { ListAudit, type AuditPage } from '@recado/contract';
import { listAudit as list } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { presentAuditEntry } from '../present/present-audit-entry.ts';

type Deps = Parameters<typeof list>[0];

export const listAudit =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { entries, nextCursor } = await list(deps, parse(ListAudit, request.query));
    const page: AuditPage = { data: entries.map(presentAuditEntry), next_cursor: nextCursor };
    response.json(page);
  };
