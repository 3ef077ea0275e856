import { Option, type Command } from 'commander';
import { connect } from '../api/connect.ts';
import { misuse } from '../failure.ts';
import { showSettings } from '../settings/show-settings.ts';
import { toSettings, WishOptions } from '../settings/wish.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const consent = ['required', 'not-required'];
const copies = ['keep', 'redact', 'delete'];

const set = async (options: WishOptions): Promise<void> => {
  const wish = toSettings(options);
  if (Object.values(wish).every((value) => value === undefined)) throw misuse('say what to set: see --help');
  const { account } = await connect();
  openScreen(options).show(await account.putSettings(wish), showSettings);
};

export const addSettings = (program: Command): void => {
  const settings = program.command('settings').description('show or change what holds for all that is sent');
  settings
    .command('get')
    .description('show the settings')
    .option(...asJson)
    .action(async (given: unknown) => {
      const { account } = await connect();
      openScreen(OutputOptions.parse(given)).show(await account.settings(), showSettings);
    });
  settings
    .command('set')
    .description('change some of them; the others stay')
    .option('--daily-budget <money>', 'what campaigns may cost on a day, as in 120USD; none for any')
    .option('--marketing-window <from-to>', 'when marketing may be sent, as in 09:00-20:00; none for the default')
    .option('--alert-url <url>', 'is told when a budget is used up; none for nobody')
    .option('--alert-secret <secret>', 'whsec_…, which signs that')
    .addOption(new Option('--whatsapp-consent <rule>', 'of marketing by WhatsApp').choices(consent))
    .addOption(new Option('--sms-consent <rule>', 'of marketing by SMS').choices(consent))
    .option('--double-opt-in <template>', 'what asks who is said to agree to confirm it; none for nobody is asked')
    .option('--keep <kind=days>', 'for how long: content, numbers, events, inbound, audit, as in content=90,audit=ever')
    .addOption(new Option('--twilio-copy <way>', "what becomes of Twilio's copy of a text that goes").choices(copies))
    .addOption(
      new Option('--opt-out-confirmation <way>', 'whether who writes STOP or START is told that it was heeded').choices(
        ['on', 'off'],
      ),
    )
    .option(...asJson)
    .action((given: unknown) => set(WishOptions.parse(given)));
};
