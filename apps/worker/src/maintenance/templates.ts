import { approvalProblem, refreshApprovals, type Refresh } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

type Deps = Pick<Context, 'clock'> & {
  store: Pick<Context['store'], 'listTemplates' | 'recordRefreshes'>;
  twilio: Pick<Context['twilio'], 'listContents'>;
};

/** The most that the stored approvals may be out of date. */
const everyMs = 15 * 60_000;

/** Checks the approvals of templates at Twilio: WhatsApp pauses templates without notice. */
export const updateApprovals = ({ clock, store, twilio }: Deps, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    everyMs,
    listContents: twilio.listContents,
    listTemplates: store.listTemplates,
    recordRefreshes: store.recordRefreshes,
  };
  return async () => {
    for (const refresh of await refreshApprovals(deps)) logRefresh(log, refresh);
  };
};

const logRefresh = (log: Logger, { before, after }: Refresh): void => {
  const { name, language, category, approval } = after;
  const fields = { template: name, language, category, approval: approval?.status, was: before.approval?.status };
  const problem = approvalProblem(after);
  if (problem && !approvalProblem(before))
    log.warn({ ...fields, problem }, 'Template blocked: messages that use it are now refused. See the field problem');
  else if (before.category !== category)
    log.warn({ ...fields, from: before.category }, 'Template category changed: WhatsApp put it in a stricter one');
  else log.info(fields, 'Template approval updated from Twilio');
};
