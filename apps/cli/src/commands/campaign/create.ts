import { randomUUID } from 'node:crypto';
import { SettingsOptions, toCampaign } from '../../campaign/settings.ts';
import { showCampaign } from '../../campaign/show-campaign.ts';
import { withSettings } from './settings-options.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = SettingsOptions.extend({ ...OutputOptions.shape, idempotencyKey: SettingsOptions.shape.language });

export const addCreate: Add = (campaign) => {
  withSettings(campaign.command('create').description('make a draft, which takes recipients'))
    .option('--idempotency-key <key>', 'with the same key a repeated command makes no second draft')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Example:
  recado campaign create --name "Black Friday" --template promotion --var discount=15 \\
    --window 09:00-20:00 --budget 120USD --consent-source store --consent-evidence "form of 2026"`,
    )
    .action(async (given: unknown) => {
      const options = Options.parse(given);
      const request = toCampaign(options);
      const { campaigns, screen } = await openDesk(options);
      screen.show(await campaigns.create(request, options.idempotencyKey ?? randomUUID()), showCampaign);
    });
};
