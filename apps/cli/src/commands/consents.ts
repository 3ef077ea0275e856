import { Channel, type ConsentProof, type ImportedConsents } from '@recado/contract';
import type { CheckedLinks } from '@recado/messaging';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { openKeyless, withDatabase } from '../database.ts';
import { fields, moment } from '../terminal/format.ts';
import { openScreen, rejectedRows } from '../terminal/output.ts';
import { ninthDigits, openRecipients, sendFile, typeOption } from './campaign/import.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const said = z.string().optional();

export const addConsents = (program: Command): void => {
  const consents = program
    .command('consents')
    .description('import and prove consents to marketing, and verify the consent ledger');
  addImport(consents);
  consents
    .command('show <phone>')
    .description('show the consents of a contact from the ledger, with the result of their verification')
    .option(...asJson)
    .action((phone: string, given: unknown) => show(phone, OutputOptions.parse(given)));
  consents
    .command('verify')
    .description('verify the hash chain of the whole consent ledger, directly in the database')
    .option(...asJson)
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
    granted,
    confirmed,
  };
  screen.show(await sendFile(screen, file, (upload) => consents.import(upload, asWritten(defaults))), showImport);
};

const show = async (phone: string, options: OutputOptions): Promise<void> => {
  const { contacts } = await connect();
  const proof = await contacts.consents(phone);
  openScreen(options).show(proof, showProof);
  process.exitCode = proof.intact ? 0 : 1;
};

const verify = (options: OutputOptions): Promise<void> =>
  withDatabase(async (url) => {
    const { verifyConsents } = await import('@recado/messaging');
    await using store = await openKeyless(url);
    const chain = chainOf(await verifyConsents(store));
    openScreen(options).show(chain, showChain);
    process.exitCode = chain.intact ? 0 : 1;
  });

const addImport = (consents: Command): void => {
  consents
    .command('import <file>')
    .description('import a file of consents into the ledger; - reads stdin')
    .addOption(typeOption())
    .addOption(new Option('--channel <channel>', 'channel for rows that have none').choices(Channel.options))
    .option('--source <source>', 'source for rows that have none: the form, the shop')
    .option('--evidence <words>', 'consent text for rows that have none')
    .option('--occurred-at <time>', 'time for rows that have none, for example 2026-12-24T09:00:00-03:00')
    .option('--granted', 'state that everyone in the file gave consent (default: a column of the file says so)')
    .option('--confirmed', 'state that the people confirmed elsewhere, so that double opt-in does not ask them')
    .option('--timezone <zone>', 'time zone of times without an offset, for example America/Sao_Paulo')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Recado imports the whole file or nothing. Entries that are already in the ledger are not written again.

Example of a file:
  telefone,channel,granted,occurred_at,source,evidence
  11987654321,whatsapp,yes,2026-01-15T10:30:00-03:00,checkout,Quero receber ofertas`,
    )
    .action((path: string, given: unknown) => importFile(path, ImportOptions.parse(given)));
};

/** Returns the result of a verification of the chain, for --json. */
export const chainOf = ({ links, last, brokenAt }: CheckedLinks) => ({
  intact: brokenAt === undefined,
  links,
  ...(last && { last: { sequence: last.sequence, hash: last.hash.toString('hex') } }),
  ...(brokenAt !== undefined && { broken_at: brokenAt }),
});

/** Formats the result of a verification. */
export const showChain = ({ links, last, broken_at: brokenAt }: ReturnType<typeof chainOf>): string => {
  if (brokenAt !== undefined)
    return `Entry ${brokenAt} is the first of ${links} checked that fails verification: it was changed, or an entry before it was removed.`;
  if (!last) return 'The ledger is empty.';
  return `Links verified: ${links}. Nothing was changed. Keep the hash of the last link to prove this later:\n${last.sequence} ${last.hash}`;
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
    `${accepted} entries written to the ledger, ${duplicates} already in it, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} rows imported after hidden characters were removed.`] : []),
    ...(asked + notAsked > 0 ? [`${asked} people were asked to confirm, ${notAsked} could not be asked.`] : []),
    ...ninthDigits(completed),
    ...(ignored.length > 0 ? [`Ignored columns, which are not part of a consent: ${ignored.join(', ')}.`] : []),
    ...rejectedRows(errors, 'use --json for more'),
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
    ['verified', entry.intact ? 'yes' : 'NO: this entry was changed'],
  ]);

/** Formats the consents of a contact, oldest first, with the result of their verification. */
const showProof = ({ phone, intact, verified_at: verifiedAt, consents }: ConsentProof): string => {
  const verified = verifiedAt === undefined ? 'never verified yet' : `last verified ${moment(verifiedAt)}`;
  const state = intact
    ? `These entries are unchanged. Whole ledger: ${verified}.`
    : 'THE LEDGER WAS CHANGED. Run `recado consents verify` for details.';
  if (consents.length === 0) return `The ledger has no entry for ${phone}. ${state}`;
  return [`${phone}: ${consents.length} entries, oldest first.`, ...consents.map(entryOf), state].join('\n\n');
};
