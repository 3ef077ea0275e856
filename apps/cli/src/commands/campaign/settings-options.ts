import type { Command } from 'commander';
import { readList } from '../../options/list.ts';
import { collect } from '../../options/variables.ts';

/** The options of a command that sets up a campaign. */
export const withSettings = (command: Command): Command =>
  command
    .requiredOption('--name <text>', 'what it is called')
    .requiredOption('--template <name>', 'such as promotion')
    .option('--language <code>', 'which of the languages of the template, such as pt_BR')
    .option('--var <name=value>', 'a variable for rows that do not have it; may be repeated', collect)
    .option(
      '--senders <ids>',
      "which senders share it, as in store,outlet; the first of the template's channel without it",
      readList,
    )
    .option('--channel <channel>', "whatsapp or sms; the template's without it")
    .option('--category <category>', "marketing, utility or authentication; the template's without it")
    .option('--send-at <time>', 'not before this time, as in 2026-12-24T09:00:00-03:00')
    .option('--window <from-to>', "when it may send, as in 09:00-20:00 of each person's own day")
    .option('--days <days>', 'of the window, as in mon,tue,wed', readList)
    .option('--timezone <zone>', "of the window, as in America/Sao_Paulo; each person's own without it")
    .option('--holidays <dates>', 'days on which it does not send, as in 2026-12-25,2027-01-01', readList)
    .option('--valid-for <duration>', 'how long a message is worth sending: seconds, or as in PT4H')
    .option('--budget <money>', 'pauses before it costs more, as in 120USD')
    .option('--frequency-cap <cap>', 'marketing for one person over all campaigns, as in 2/P7D')
    .option('--fallback-template <name>', 'an SMS to whom WhatsApp does not reach')
    .option('--fallback-body <text>', 'the same, in free text')
    .option('--fallback-sender <id>', 'which sender the SMS goes out by')
    .option('--fallback-after <duration>', 'how long WhatsApp has to deliver before that')
    .option('--consent-source <text>', 'where everyone in the file agreed to it')
    .option('--consent-evidence <text>', 'and how that shows')
    .option('--dry-run', 'do all but send');
