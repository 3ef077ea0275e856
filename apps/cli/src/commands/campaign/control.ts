import { RetryableStatus } from '@recado/contract';
import { Option } from 'commander';
import { z } from 'zod';
import type { Control } from '../../api/campaigns.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';

/** `pause`, `resume` and `cancel`: each may be repeated. */
export const addControls: Add = (campaign) => {
  for (const [control, description] of controls)
    campaign
      .command(`${control} <id>`)
      .description(description)
      .option(...asJson)
      .action(async (id: string, given: unknown) => {
        const { campaigns, screen } = await openSession(OutputOptions.parse(given));
        screen.show(await campaigns.control(id, control), ({ name, status }) => `${name} is ${status}.`);
      });
};

const controls: readonly [Control, string][] = [
  ['pause', 'send nothing more for now'],
  ['resume', 'go on with a paused campaign'],
  ['cancel', 'stop for good: unsent messages become canceled'],
];

export const addRetry: Add = (campaign) => {
  campaign
    .command('retry <id>')
    .description('retry failed messages of a campaign: all, or of one kind')
    .addOption(new Option('--status <status>', 'only those').choices(RetryableStatus.options))
    .option('--error-code <code>', "only those with this code of Twilio's")
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, status, errorCode } = Options.parse(given);
      const { campaigns, screen } = await openSession({ json });
      const which = {
        ...(status !== undefined && { status }),
        ...(errorCode !== undefined && { error_code: errorCode }),
      };
      screen.show(
        await campaigns.retry(id, which),
        ({ retried, refused }) => `${retried} messages will be retried. ${refused} will not: these people opted out.`,
      );
    });
};

const Options = OutputOptions.extend({
  status: z.string().optional(),
  errorCode: z.coerce.number('an error code is a number, as 63024').int().optional(),
});
