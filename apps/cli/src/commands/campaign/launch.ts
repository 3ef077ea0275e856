import type { Campaign, Estimate } from '@recado/contract';
import { z } from 'zod';
import type { CampaignCalls } from '../../api/campaigns.ts';
import { misuse } from '../../failure.ts';
import { money } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { showEstimate } from './estimate.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ yes: z.boolean().default(false) });

export const addLaunch: Add = (campaign) => {
  campaign
    .command('launch <id>')
    .description('show the estimate, ask, and launch exactly that')
    .option('-y, --yes', 'do not ask')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { yes, json } = Options.parse(given);
      const session = await openSession({ json });
      const { launched } = await confirmAndLaunch(session, id, { yes });
      if (launched)
        session.screen.show(launched, ({ status }) => `It is ${status}. \`recado campaign watch ${id}\` follows it.`);
      else session.screen.note('Nothing was launched.');
      process.exitCode = launched ? 0 : 1;
    });
};

type Deps = { campaigns: Pick<CampaignCalls, 'estimate' | 'launch'>; screen: Screen };

/** What to launch is asked about, unless it was said already or nothing is sent. */
export type Consent = { yes: boolean; dryRun?: boolean };

/** Throws, before anything is done, when somebody has to be asked and nobody is there. */
export const requireAnswer = ({ ask }: Screen, { yes, dryRun = false }: Consent): void => {
  if (!yes && !dryRun && !ask)
    throw misuse('No terminal to ask for confirmation. Use --yes to launch without a question.');
};

const questionOf = ({ to_send: people, cost }: Estimate): string =>
  `Send to ${people} people${cost ? ` for about ${money(cost)}` : ''}?`;

/** The campaign as it was launched, when it was, and what was seen before. */
export type Seen = { estimate: Estimate; launched?: Campaign };

/** Shows what would come of it, asks, and launches exactly what was shown: not if anything has changed since. */
export const confirmAndLaunch = async ({ campaigns, screen }: Deps, id: string, { yes }: Consent): Promise<Seen> => {
  const estimate = await campaigns.estimate(id);
  screen.note(showEstimate(estimate));
  const consent = { yes, dryRun: estimate.dry_run };
  requireAnswer(screen, consent);
  const isSure = yes || estimate.dry_run || (await screen.ask?.(questionOf(estimate)));
  return isSure ? { estimate, launched: await campaigns.launch(id, estimate.version) } : { estimate };
};
