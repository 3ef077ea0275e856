import type { Campaign, Estimate } from '@recado/contract';
import { z } from 'zod';
import type { CampaignCalls } from '../../api/campaigns.ts';
import { misuse } from '../../failure.ts';
import { money } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { showEstimate } from './estimate.ts';
import { asJson, ignoringBalance, openSession, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ yes: z.boolean().default(false), ignoreBalance: z.boolean().default(false) });

export const addLaunch: Add = (campaign) => {
  campaign
    .command('launch <id>')
    .description('show the estimate of a campaign, ask for confirmation, and launch it')
    .option('-y, --yes', 'launch without a question')
    .option(...ignoringBalance('launch'))
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, ...consent } = Options.parse(given);
      const session = await openSession({ json });
      const { launched } = await confirmAndLaunch(session, id, consent);
      if (launched)
        session.screen.show(
          launched,
          ({ status }) => `The campaign is ${status}. Run \`recado campaign watch ${id}\` to follow it.`,
        );
      else session.screen.note('Nothing was launched.');
      process.exitCode = launched ? 0 : 1;
    });
};

type Deps = { campaigns: Pick<CampaignCalls, 'estimate' | 'launch'>; screen: Screen };

/** Skips the question with `yes`, or for a dry run, which sends nothing. */
export type Consent = { yes: boolean; dryRun?: boolean; ignoreBalance?: boolean };

/** Throws early if confirmation is needed but there is no terminal. */
export const requireAnswer = ({ ask }: Screen, { yes, dryRun = false }: Consent): void => {
  if (!yes && !dryRun && !ask)
    throw misuse('No terminal to ask for confirmation. Use --yes to launch without a question.');
};

const questionOf = ({ to_send: people, cost }: Estimate): string =>
  `Send to ${people} people${cost ? ` for about ${money(cost)}` : ''}?`;

/** Holds the estimate that was shown, and the campaign if it was launched. */
export type Seen = { estimate: Estimate; launched?: Campaign };

/** Shows the estimate, asks, and launches the campaign. The launch is refused if anything changed since the estimate. */
export const confirmAndLaunch = async (
  { campaigns, screen }: Deps,
  id: string,
  { yes, ignoreBalance = false }: Consent,
): Promise<Seen> => {
  const estimate = await campaigns.estimate(id);
  screen.note(showEstimate(estimate));
  const consent = { yes, dryRun: estimate.dry_run };
  requireAnswer(screen, consent);
  const isSure = yes || estimate.dry_run || (await screen.ask?.(questionOf(estimate)));
  if (!isSure) return { estimate };
  const request = { estimate_version: estimate.version, ...(ignoreBalance && { ignore_balance: true }) };
  return { estimate, launched: await campaigns.launch(id, request) };
};
