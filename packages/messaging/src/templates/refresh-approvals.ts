import { isNews, refreshTemplates, type Refresh } from './refresh-templates.ts';
import type { SyncDeps } from './sync.ts';

type Deps = Omit<SyncDeps, 'addTemplates'> & {
  /** Milliseconds after which what Twilio said is asked for again. */
  everyMs: number;
};

/**
 * Asks Twilio about the templates that have a content, when nobody has for a while or about one of them never. Gives those
 * of which it says something new. However many workers do so, most of the time one asks for all of them.
 */
export const refreshApprovals = async (deps: Deps): Promise<Refresh[]> => {
  const since = deps.clock().getTime() - deps.everyMs;
  const templates = await deps.listTemplates();
  const isDue = templates.some(
    ({ contentSid, approval }) => contentSid !== undefined && (approval?.checkedAt.getTime() ?? 0) <= since,
  );
  if (!isDue) return [];
  const contents = await deps.listContents();
  const refreshes = refreshTemplates(templates, contents, deps.clock());
  await deps.recordRefreshes(refreshes);
  return refreshes.filter(isNews);
};
