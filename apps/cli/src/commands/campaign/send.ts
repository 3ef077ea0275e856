import { randomUUID } from 'node:crypto';
import type { CampaignProgress, Estimate, ImportedRecipients } from '@recado/contract';
import { z } from 'zod';
import type { CampaignCalls, CampaignRequest } from '../../api/campaigns.ts';
import type { Screen } from '../../terminal/output.ts';
import { SettingsOptions, toCampaign, withSettings } from './create.ts';
import { openRecipients, sendFile, showImport, typeOption, type RecipientsFile } from './import.ts';
import { confirmAndLaunch, requireAnswer } from './launch.ts';
import { showSamples } from './preview.ts';
import { openSession, OutputOptions, type Add } from './shared.ts';
import { explainEnd, showProgress, watchCampaign } from './watch.ts';

export const addCampaignSend: Add = (campaign) => {
  withSettings(
    campaign
      .command('send')
      .description('run a whole campaign: create a draft, import the file, show the estimate, ask, launch, report'),
  )
    .requiredOption('--file <path>', 'the people; - reads stdin')
    .addOption(typeOption())
    .option('-y, --yes', 'do not ask before it is launched')
    .option('--no-watch', 'do not wait for the end')
    .option('--json', 'print what came of it as JSON')
    .addHelpText(
      'after',
      `
Exit code 0: done. 1: it was refused, not launched, paused or canceled. 2: a mistake in the command line.
Ctrl-C stops the watching, not the campaign.

Examples:
  recado campaign send --name "Black Friday" --template promotion --var discount=15 --file people.csv \\
    --budget 120USD --consent-source store --consent-evidence "form of 2026"
  recado campaign send --name Test --template promotion --file people.csv --dry-run
  generate-people | recado campaign send --name Natal --template promotion --file - --yes --json`,
    )
    .action(async (given: unknown) => {
      const options = Options.parse(given);
      const request = toCampaign(options);
      const file = await openRecipients(options.file, options.type);
      const session = await openSession(options);
      requireAnswer(session.screen, options);
      process.exitCode = await sendCampaign(session, { ...options, request, file });
    });
};

const Options = SettingsOptions.extend({
  ...OutputOptions.shape,
  file: z.string(),
  type: z.string().optional(),
  yes: z.boolean().default(false),
  watch: z.boolean().default(true),
});

type Deps = { campaigns: CampaignCalls; screen: Screen };

type SendOptions = { request: CampaignRequest; file: RecipientsFile; yes: boolean; watch: boolean };

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
const sendCampaign = async (deps: Deps, { request, file, yes, watch }: SendOptions): Promise<number> => {
  const { screen } = deps;
  const id = await draftOf(deps, request);
  const imported = await sendFile(screen, file, (upload) => deps.campaigns.upload(id, upload));
  screen.note(`${showImport(imported)}\n`);
  const sent: Sent = { id, import: imported };
  if (imported.accepted === 0)
    return halfway(deps, sent, `Nobody to send to: nothing was launched. The draft ${id} stays.`, 1);
  await showSamples(deps, id, imported.samples);
  const { estimate, launched } = await confirmAndLaunch(deps, id, { yes });
  sent.estimate = estimate;
  if (!launched)
    return halfway(deps, sent, `Nothing was launched. The draft stays: \`recado campaign launch ${id}\`.`, 1);
  if (!watch || launched.status === 'scheduled')
    return halfway(deps, sent, `It is ${launched.status}. \`recado campaign watch ${id}\` follows it.`, 0);
  screen.note('\nIt is launched. Ctrl-C ends the watching, not the campaign.');
  const progress = await watchCampaign(deps, id);
  screen.show({ ...sent, progress }, () => showProgress(progress));
  return explainEnd(deps, id, progress);
};
