import type { Recado } from '@recado/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { connect } from '../../api/connect.ts';
import { openScreen, type Screen } from '../../terminal/output.ts';

export const OutputOptions = z.object({ json: z.boolean().default(false) });
export type OutputOptions = z.infer<typeof OutputOptions>;

export const asJson = ['--json', 'print the result as JSON'] as const;

export const ignoringBalance = (verb: 'launch' | 'resume') =>
  ['--ignore-balance', `${verb} although the balance of the Twilio account does not pay for it`] as const;

/** Holds the API calls and the output of a campaign command. */
export type CampaignSession = { campaigns: Recado['campaigns']; screen: Screen };

export const openSession = async (options: OutputOptions): Promise<CampaignSession> => ({
  campaigns: (await connect()).campaigns,
  screen: openScreen(options),
});

/** Adds a command to `recado campaign`. */
export type Add = (campaign: Command) => void;
