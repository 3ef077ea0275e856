import type { Recado } from '@recado/client';
import type { CampaignProgress, Estimate, ImportedExclusions, ImportedRecipients } from '@recado/contract';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import type { Screen } from '../../terminal/output.ts';
import { SettingsOptions, toCampaign, withSettings } from './create.ts';
import { openRecipients, sendFile, showExclusions, showImport, typeOption, type RecipientsFile } from './import.ts';
import { confirmAndLaunch, requireAnswer } from './launch.ts';
import { showSamples } from './preview.ts';
import { ignoringBalance, openSession, OutputOptions, type Add } from './shared.ts';
import { explainEnd, showProgress, watchCampaign } from './watch.ts';

export const addCampaignSend: Add = (campaign) => {
  withSettings(
    campaign
      .command('send')
      .description('run a whole campaign: create a draft, import the file, show the estimate, ask, launch, report'),
  )
    .requiredOption('--file <path>', 'file of recipients; - reads stdin')
    .addOption(typeOption())
    .option('--exclude-file <path>', 'file of people who get nothing')
    .option('-y, --yes', 'launch without a question')
    .option(...ignoringBalance('launch'))
    .option('--no-watch', 'do not wait until the campaign is completed')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Ctrl-C stops this command, not the campaign.
With --yes, nothing is launched if rows of --exclude-file are rejected: their people would get the message.

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
      const excluded = options.excludeFile === undefined ? undefined : await openRecipients(options.excludeFile);
      const session = await openSession(options);
      requireAnswer(session.screen, options);
      process.exitCode = await sendCampaign(session, { ...options, request, file, excluded });
    });
};

const Options = SettingsOptions.extend({
  ...OutputOptions.shape,
  file: z.string(),
  type: z.string().optional(),
  excludeFile: z.string().optional(),
  yes: z.boolean().default(false),
  ignoreBalance: z.boolean().default(false),
  watch: z.boolean().default(true),
});

type Deps = { campaigns: Recado['campaigns']; screen: Screen };

type SendOptions = {
  request: Record<string, unknown>;
  file: RecipientsFile;
  excluded: RecipientsFile | undefined;
  yes: boolean;
  ignoreBalance: boolean;
  watch: boolean;
};

/** Holds the result for --json. */
type Sent = {
  id: string;
  exclusions?: ImportedExclusions;
  import: ImportedRecipients;
  estimate?: Estimate;
  progress?: CampaignProgress;
};

const halfway = (deps: Deps, sent: Sent, line: string, code: number): number => {
  deps.screen.show(sent, () => line);
  return code;
};

const draftOf = async ({ campaigns, screen }: Deps, request: Record<string, unknown>): Promise<string> => {
  const { id } = await campaigns.create(asWritten(request));
  screen.note(`Campaign ${id} is a draft.`);
  return id;
};

const exclude = async ({ campaigns, screen }: Deps, id: string, file: RecipientsFile): Promise<ImportedExclusions> => {
  const imported = await sendFile(screen, file, (upload) => campaigns.importExclusions(id, upload));
  screen.note(`${showExclusions(imported)}\n`);
  return imported;
};

/** Runs a whole campaign: draft, audience, estimate, question, launch, progress, report. Returns the exit code. */
const sendCampaign = async (
  deps: Deps,
  { request, file, excluded, watch, ...consent }: SendOptions,
): Promise<number> => {
  const { screen } = deps;
  const id = await draftOf(deps, request);
  const exclusions = excluded && (await exclude(deps, id, excluded));
  const imported = await sendFile(screen, file, (upload) => deps.campaigns.importRecipients(id, upload));
  screen.note(`${showImport(imported)}\n`);
  const sent: Sent = { id, ...(exclusions && { exclusions }), import: imported };
  if (imported.accepted === 0)
    return halfway(deps, sent, `Nothing was launched, because no row was imported. The draft ${id} stays.`, 1);
  if (consent.yes && exclusions && exclusions.rejected > 0)
    return halfway(
      deps,
      sent,
      `Nothing was launched, because ${exclusions.rejected} rows of people to exclude were rejected. The draft ${id} stays.`,
      1,
    );
  await showSamples(deps, id, imported.samples);
  const { estimate, launched } = await confirmAndLaunch(deps, id, consent);
  sent.estimate = estimate;
  if (!launched)
    return halfway(
      deps,
      sent,
      `Nothing was launched. The draft stays. Run \`recado campaign launch ${id}\` to launch it.`,
      1,
    );
  if (!watch || launched.status === 'scheduled')
    return halfway(
      deps,
      sent,
      `The campaign is ${launched.status}. Run \`recado campaign watch ${id}\` to follow it.`,
      0,
    );
  screen.note('\nThe campaign is launched. Ctrl-C stops this command, not the campaign.');
  const progress = await watchCampaign(deps, id);
  screen.show({ ...sent, progress }, () => showProgress(progress));
  return explainEnd(deps, id, progress);
};
