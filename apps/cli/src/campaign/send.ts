import { randomUUID } from 'node:crypto';
import type { CampaignProgress, Estimate, ImportedRecipients } from '@recado/contract';
import type { CampaignCalls, CampaignRequest } from '../api/campaigns.ts';
import type { Screen } from '../terminal/output.ts';
import { conclude } from './conclude.ts';
import { launchSeen } from './launch-seen.ts';
import type { RecipientsFile } from './recipients-file.ts';
import { sendFile } from './send-file.ts';
import { showImport } from './show-import.ts';
import { showProgress } from './show-progress.ts';
import { watchCampaign } from './watch.ts';

type Deps = { campaigns: CampaignCalls; screen: Screen };

type Wish = { request: CampaignRequest; file: RecipientsFile; yes: boolean; watch: boolean };

/** What came of it, for a machine. */
type Sent = { id: string; import: ImportedRecipients; estimate?: Estimate; progress?: CampaignProgress };

const halfway = (deps: Deps, sent: Sent, line: string, code: number): number => {
  deps.screen.show(sent, () => line);
  return code;
};

const draftOf = async ({ campaigns, screen }: Deps, request: CampaignRequest): Promise<string> => {
  const { id } = await campaigns.create(request, randomUUID());
  screen.note(`Campaign ${id} is a draft.`);
  return id;
};

/** Does all of a campaign in one go: draft, audience, estimate, question, launch, watching, report. Gives the exit code. */
export const sendCampaign = async (deps: Deps, { request, file, yes, watch }: Wish): Promise<number> => {
  const { screen } = deps;
  const id = await draftOf(deps, request);
  const imported = await sendFile(screen, file, (upload) => deps.campaigns.upload(id, upload));
  screen.note(`${showImport(imported)}\n`);
  const sent: Sent = { id, import: imported };
  if (imported.accepted === 0)
    return halfway(deps, sent, `Nobody to send to: nothing was launched. The draft ${id} stays.`, 1);
  const { estimate, launched } = await launchSeen(deps, id, { yes });
  sent.estimate = estimate;
  if (!launched)
    return halfway(deps, sent, `Nothing was launched. The draft stays: \`recado campaign launch ${id}\`.`, 1);
  if (!watch || launched.status === 'scheduled')
    return halfway(deps, sent, `It is ${launched.status}. \`recado campaign watch ${id}\` follows it.`, 0);
  screen.note('\nIt is launched. Ctrl-C ends the watching, not the campaign.');
  const progress = await watchCampaign(deps, id);
  screen.show({ ...sent, progress }, () => showProgress(progress));
  return conclude(deps, id, progress);
};
