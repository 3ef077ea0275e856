import { approvalProblem, refreshApprovals, type Refresh } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

type Deps = Pick<Context, 'clock'> & {
  store: Pick<Context['store'], 'listTemplates' | 'recordRefreshes'>;
  twilio: Pick<Context['twilio'], 'listContents'>;
};

/** How old what Twilio says of templates may become. */
const everyMs = 15 * 60_000;

/** Asks Twilio what WhatsApp says of the templates by now: it pauses them without a word. */
export const askAfterTemplates = ({ clock, store, twilio }: Deps, log: Logger): (() => Promise<void>) => {
  const deps = {
    clock,
    everyMs,
    listContents: twilio.listContents,
    listTemplates: store.listTemplates,
    recordRefreshes: store.recordRefreshes,
  };
  return async () => {
    for (const refresh of await refreshApprovals(deps)) tell(log, refresh);
  };
};

const tell = (log: Logger, { before, after }: Refresh): void => {
  const { name, language, category, approval } = after;
  const fields = { template: name, language, category, approval: approval?.status, was: before.approval?.status };
  const problem = approvalProblem(after);
  if (problem && !approvalProblem(before)) log.warn({ ...fields, problem }, 'messages of a template are refused now');
  else if (before.category !== category)
    log.warn({ ...fields, from: before.category }, 'WhatsApp put a template in a stricter category');
  else log.info(fields, 'Twilio says something new of a template');
};
