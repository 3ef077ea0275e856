import { Channel } from '@recado/contract';
import { verifyConsents } from '@recado/messaging';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { connect } from '../api/connect.ts';
import { openRecipients } from '../campaign/recipients-file.ts';
import { sendFile } from '../campaign/send-file.ts';
import { chainOf, showChain } from '../consents/show-chain.ts';
import { showImport } from '../consents/show-import.ts';
import { showProof } from '../consents/show-proof.ts';
import { openKeyless } from '../database.ts';
import { withDatabase } from '../database/with-database.ts';
import { openScreen } from '../terminal/output.ts';
import { typeOption } from './campaign/import.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const said = z.string().optional();

const ImportOptions = OutputOptions.extend({
  type: said,
  channel: said,
  source: said,
  evidence: said,
  occurredAt: said,
});

const importFile = async (path: string, given: z.infer<typeof ImportOptions>): Promise<void> => {
  const { type, json, occurredAt, channel, source, evidence } = given;
  const file = await openRecipients(path, type);
  const { consents } = await connect();
  const screen = openScreen({ json });
  const defaults = { channel, source, evidence, occurred_at: occurredAt };
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
    .option('--evidence <words>', 'the words that people of rows without any agreed to')
    .option('--occurred-at <time>', 'when, for rows that do not say it, as in 2026-12-24T09:00:00-03:00')
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
    .addHelpText('after', '\nExit code 1: it was changed; the first link that does not hold is shown.')
    .action((given: unknown) => verify(OutputOptions.parse(given)));
};
