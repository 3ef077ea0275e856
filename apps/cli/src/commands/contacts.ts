import { Channel, OptOutPurpose } from '@recado/contract';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { connect } from '../api/connect.ts';
import { eraseSeen } from '../contacts/erase-seen.ts';
import { saveExport } from '../contacts/save-export.ts';
import { showContact } from '../contacts/show-contact.ts';
import { showErased } from '../contacts/show-erased.ts';
import { showOptOuts } from '../contacts/show-opt-outs.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const ExportOptions = z.object({ output: z.string().optional() });
const EraseOptions = OutputOptions.extend({ yes: z.boolean().default(false) });
const WishOptions = OutputOptions.extend({ channel: z.string().optional(), purpose: z.string().optional() });

const show = async (phone: string, options: OutputOptions): Promise<void> => {
  const { contacts } = await connect();
  openScreen(options).show(await contacts.find(phone), showContact);
};

const exportAll = async (phone: string, { output }: z.infer<typeof ExportOptions>): Promise<void> => {
  const { contacts } = await connect();
  await saveExport(() => contacts.export(phone), output);
};

const erase = async (phone: string, { yes, json }: z.infer<typeof EraseOptions>): Promise<void> => {
  const { contacts } = await connect();
  const screen = openScreen({ json });
  const erased = await eraseSeen({ contacts, screen }, phone, { yes });
  if (erased) screen.show(erased, showErased);
  else screen.note('Nothing was erased.');
  process.exitCode = erased ? 0 : 1;
};

const wishes = [
  ['opt-out', 'optOut', 'keep all but login codes from a person'],
  ['opt-in', 'optIn', 'lift an opt-out; it is no consent to marketing'],
] as const;

const addWishes = (contacts: Command): void => {
  for (const [name, verb, description] of wishes)
    contacts
      .command(`${name} <phone>`)
      .description(description)
      .addOption(new Option('--channel <channel>', 'on this one; both without it').choices(Channel.options))
      .addOption(new Option('--purpose <purpose>', 'of what; all without it').choices(OptOutPurpose.options))
      .option(...asJson)
      .action(async (phone: string, given: unknown) => {
        const { json, channel, purpose } = WishOptions.parse(given);
        const api = (await connect()).contacts;
        const wish = { ...(channel !== undefined && { channel }), ...(purpose !== undefined && { purpose }) };
        openScreen({ json }).show(await api[verb](phone, wish), showOptOuts);
      });
};

export const addContacts = (program: Command): void => {
  const contacts = program
    .command('contacts')
    .description('show, export or erase what is held of a person, and opt them out or in');
  contacts
    .command('show <phone>')
    .description('show in short what is held of a person')
    .option(...asJson)
    .action((phone: string, given: unknown) => show(phone, OutputOptions.parse(given)));
  contacts
    .command('export <phone>')
    .description('write all that is held of a person, as JSON')
    .option('-o, --output <file>', 'into a new file that only you may read; stdout without it')
    .action((phone: string, given: unknown) => exportAll(phone, ExportOptions.parse(given)));
  contacts
    .command('erase <phone>')
    .description('show what is held of a person, ask, and erase it: messages, answers, consents, places in campaigns')
    .option('-y, --yes', 'do not ask')
    .option(...asJson)
    .addHelpText('after', '\nCounts, costs and opt-outs stay. Exit code 1: refused, or the answer was no.')
    .action((phone: string, given: unknown) => erase(phone, EraseOptions.parse(given)));
  addWishes(contacts);
};
