import { Channel, type ConsentProof, type ImportedConsents } from '@recado/contract';
import { verifyConsents, type CheckedLinks } from '@recado/messaging';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { connect } from '../api/connect.ts';
import { openKeyless, withDatabase } from '../database.ts';
import { fields, moment } from '../terminal/format.ts';
import { openScreen, rejectedRows } from '../terminal/output.ts';
import { ninthDigits, openRecipients, sendFile, typeOption } from './campaign/import.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const said = z.string().optional();

export const addConsents = (program: Command): void => {
  const consents = program
    .command('consents')
    .description('write down who agreed to marketing, prove it, and check the ledger');
  addImport(consents);
  consents
    .command('show <phone>')
    .description('prove what a person agreed to: when, where, in which words')
    .option(...asJson)
    .action((phone: string, given: unknown) => show(phone, OutputOptions.parse(given)));
  consents
    .command('verify')
    .description("check the ledger's whole chain, directly in the database")
    .option(...asJson)
    .addHelpText('after', '\nExit code 1: the ledger was changed. The first entry that fails verification is shown.')
    .action((given: unknown) => verify(OutputOptions.parse(given)));
};

const ImportOptions = OutputOptions.extend({
  type: said,
  channel: said,
  source: said,
  evidence: said,
  occurredAt: said,
  granted: z.boolean().optional(),
  confirmed: z.boolean().optional(),
  timezone: said,
});

const importFile = async (path: string, given: z.infer<typeof ImportOptions>): Promise<void> => {
  const { type, json, occurredAt, channel, source, evidence, granted, confirmed, timezone } = given;
  const file = await openRecipients(path, type);
  const { consents } = await connect();
  const screen = openScreen({ json });
  const defaults = {
    channel,
    source,
    evidence,
    timezone,
    occurred_at: occurredAt,
    granted: granted ? 'true' : undefined,
    confirmed: confirmed ? 'true' : undefined,
  };
  screen.show(await sendFile(screen, file, (upload) => consents.upload(upload, defaults)), showImport);
};

const show = async (phone: string, options: OutputOptions): Promise<void> => {
  const { consents } = await connect();
  const proof = await consents.prove(phone);
  openScreen(options).show(proof, showProof);
  process.exitCode = proof.intact ? 0 : 1;
};

const verify = (options: OutputOptions): Promise<void> =>
  withDatabase(async (url) => {
    await using store = openKeyless(url);
    const chain = chainOf(await verifyConsents(store));
    openScreen(options).show(chain, showChain);
    process.exitCode = chain.intact ? 0 : 1;
  });

const addImport = (consents: Command): void => {
  consents
    .command('import <file>')
    .description('write a file of consents into the ledger; - reads stdin')
    .addOption(typeOption())
    .addOption(new Option('--channel <channel>', 'of rows that name none').choices(Channel.options))
    .option('--source <source>', 'where rows that do not say it are from: the form, the shop')
    .option('--evidence <words>', 'consent text for rows that have none')
    .option('--occurred-at <time>', 'when, for rows that do not say it, as in 2026-12-24T09:00:00-03:00')
    .option('--granted', 'your word that everyone in the file agreed; without it the file needs a column that says so')
    .option('--confirmed', 'the people have confirmed their consent elsewhere, so double opt-in does not ask them')
    .option('--timezone <zone>', 'of times without an offset, for example America/Sao_Paulo')
    .option(...asJson)
    .addHelpText(
      'after',
      `
All of a file is taken, or nothing of it. What is in the ledger already is not written again.

The file:
  telefone,channel,granted,occurred_at,source,evidence
  11987654321,whatsapp,yes,2026-01-15T10:30:00-03:00,checkout,Quero receber ofertas`,
    )
    .action((path: string, given: unknown) => importFile(path, ImportOptions.parse(given)));
};

/** What the check of the ledger's chain found, for a machine. */
export const chainOf = ({ links, last, brokenAt }: CheckedLinks) => ({
  intact: brokenAt === undefined,
  links,
  ...(last && { last: { sequence: last.sequence, hash: last.hash.toString('hex') } }),
  ...(brokenAt !== undefined && { broken_at: brokenAt }),
});

/** The same in words. */
export const showChain = ({ links, last, broken_at: brokenAt }: ReturnType<typeof chainOf>): string => {
  if (brokenAt !== undefined)
    return `Entry ${brokenAt} is the first of ${links} checked that fails verification: it was changed, or an entry before it was removed.`;
  if (!last) return 'The ledger is empty.';
  return `All ${links} links hold. Keep the hash of the last to show later that none was changed since:\n${last.sequence} ${last.hash}`;
};

/** Shows only the first rejected rows: a large file may have thousands. */
const showImport = (imported: ImportedConsents): string => {
  const {
    accepted,
    duplicates,
    asked,
    not_asked: notAsked,
    rejected,
    cleaned,
    ninth_digits_added: completed,
    ignored_columns: ignored,
    errors,
  } = imported;
  return [
    `${accepted} written into the ledger, ${duplicates} there already, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} rows imported after hidden characters were removed.`] : []),
    ...(asked + notAsked > 0 ? [`${asked} people were asked to confirm, ${notAsked} could not be asked.`] : []),
    ...ninthDigits(completed),
    ...(ignored.length > 0 ? [`Columns that say nothing of a consent: ${ignored.join(', ')}.`] : []),
    ...rejectedRows(errors, 'more of them with --json'),
  ].join('\n');
};

type Entry = ConsentProof['consents'][number];

const nameOf = ({ granted, pending }: Entry): string => {
  if (pending) return 'asked';
  return granted ? 'agreed' : 'refused';
};

const entryOf = (entry: Entry): string =>
  fields([
    [nameOf(entry), `marketing by ${entry.channel}, ${moment(entry.occurred_at)}`],
    ['words', entry.words],
    ['source', entry.source],
    ['campaign', entry.campaign_id],
    ['recorded', `${moment(entry.recorded_at)} by ${entry.by}`],
    ['link', `${entry.sequence}, ${entry.hash}`],
    ['holds', entry.intact ? 'yes' : 'NO: it is not what was written'],
  ]);

/** The consents of a person, oldest first, and whether they and the ledger are as they were written. */
const showProof = ({ phone, intact, verified_at: verifiedAt, consents }: ConsentProof): string => {
  const verified = verifiedAt === undefined ? 'never verified yet' : `last verified ${moment(verifiedAt)}`;
  const state = intact
    ? `These entries are as they were written. Whole ledger: ${verified}.`
    : 'THE LEDGER WAS CHANGED: see `recado consents verify`.';
  if (consents.length === 0) return `The ledger has no entry for ${phone}. ${state}`;
  return [`${phone}: ${consents.length} entries, oldest first.`, ...consents.map(entryOf), state].join('\n\n');
};
