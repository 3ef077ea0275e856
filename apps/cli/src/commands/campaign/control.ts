import { RetryableStatus } from '@recado/contract';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import { asJson, ignoringBalance, openSession, OutputOptions, type Add } from './shared.ts';

type Control = 'pause' | 'resume' | 'cancel';

/** Adds `pause`, `resume` and `cancel`. Repeating one changes nothing. */
export const addControls: Add = (campaign) => {
  for (const [control, description] of controls) addControl(campaign, control, description);
  addControl(campaign, 'resume', 'resume a paused campaign').option(...ignoringBalance('resume'));
};

const addControl = (campaign: Command, control: Control, description: string): Command =>
  campaign
    .command(`${control} <id>`)
    .description(description)
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, ignoreBalance } = ControlOptions.parse(given);
      const { campaigns, screen } = await openSession({ json });
      const changed = await (control === 'resume'
        ? campaigns.resume(id, ignoreBalance ? { ignore_balance: true } : {})
        : campaigns[control](id));
      screen.show(changed, (now) =>
        'name' in now ? `${now.name} is ${now.status}.` : `The campaign is ${now.status}.`,
      );
    });

const ControlOptions = OutputOptions.extend({ ignoreBalance: z.boolean().default(false) });

const controls: readonly [Control, string][] = [
  ['pause', 'pause a campaign; unsent messages wait'],
  ['cancel', 'cancel a campaign for good; unsent messages end as canceled'],
];

export const addRetry: Add = (campaign) => {
  campaign
    .command('retry <id>')
    .description('retry failed messages of a campaign')
    .addOption(
      new Option('--status <status>', 'messages with this status (default: all)').choices(RetryableStatus.options),
    )
    .option('--error-code <code>', 'messages with this Twilio error code (default: all)')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, status, errorCode } = Options.parse(given);
      const { campaigns, screen } = await openSession({ json });
      const which = {
        ...(status !== undefined && { status }),
        ...(errorCode !== undefined && { error_code: errorCode }),
      };
      screen.show(
        await campaigns.retry(id, asWritten(which)),
        ({ retried, refused }) => `${retried} messages will be retried. ${refused} will not: these people opted out.`,
      );
    });
};

const Options = OutputOptions.extend({
  status: z.string().optional(),
  errorCode: z.coerce.number('must be a number, for example 63024').int().optional(),
});
