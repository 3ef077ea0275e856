import { lstat, open, rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecadoProblem, type Recado } from '@recado/client';
import { Channel, OptOutPurpose, type Contact, type ErasedContact, type OptOuts } from '@recado/contract';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { describeProblem } from '../api/problems.ts';
import { Failure, misuse } from '../failure.ts';
import { fields, moment } from '../terminal/format.ts';
import { openScreen, type Screen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

const ExportOptions = z.object({ output: z.string().optional() });
const EraseOptions = OutputOptions.extend({ yes: z.boolean().default(false) });
const OptOutOptions = OutputOptions.extend({ channel: z.string().optional(), purpose: z.string().optional() });
const OptInOptions = OptOutOptions.extend({ source: z.string(), evidence: z.string() });

export const addContacts = (program: Command): void => {
  const contacts = program
    .command('contacts')
    .description("show, export or erase a contact's data; opt contacts out or in");
  contacts
    .command('show <phone>')
    .description("show a summary of a contact's data")
    .option(...asJson)
    .action((phone: string, given: unknown) => show(phone, OutputOptions.parse(given)));
  contacts
    .command('export <phone>')
    .description('export all data stored about a contact, as JSON')
    .option('-o, --output <file>', 'new file, which only you may read (default: stdout)')
    .action((phone: string, given: unknown) => exportAll(phone, ExportOptions.parse(given)));
  contacts
    .command('erase <phone>')
    .description("erase a contact's data after confirmation: messages, replies, consents, campaign recipients")
    .option('-y, --yes', 'erase without a question')
    .option(...asJson)
    .addHelpText('after', '\nCounts, costs and opt-outs stay.')
    .action((phone: string, given: unknown) => erase(phone, EraseOptions.parse(given)));
  addOptOutCommands(contacts);
};

const show = async (phone: string, options: OutputOptions): Promise<void> => {
  const { contacts } = await connect();
  openScreen(options).show(await contacts.get(phone), showContact);
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

const addOptOutCommands = (contacts: Command): void => {
  addOptOutCommand(contacts, 'opt-out')
    .description('stop all messages to a contact, except login codes')
    .action(async (phone: string, given: unknown) => {
      const { json, ...request } = OptOutOptions.parse(given);
      openScreen({ json }).show(
        await (await connect()).contacts.optOut(phone, asWritten(withValues(request))),
        showOptOuts,
      );
    });
  addOptOutCommand(contacts, 'opt-in')
    .description('remove an opt-out because the person asked for it; this is not consent to marketing')
    .requiredOption('--source <source>', 'where the person asked for it, for example the form; for the audit log')
    .requiredOption('--evidence <evidence>', 'proof of it, for example the number of a ticket; for the audit log')
    .action(async (phone: string, given: unknown) => {
      const { json, source, evidence, ...request } = OptInOptions.parse(given);
      const body = { ...withValues(request), source, evidence };
      openScreen({ json }).show(await (await connect()).contacts.optIn(phone, asWritten(body)), showOptOuts);
    });
};

const addOptOutCommand = (contacts: Command, name: string): Command =>
  contacts
    .command(`${name} <phone>`)
    .addOption(new Option('--channel <channel>', 'channel (default: both)').choices(Channel.options))
    .addOption(
      new Option('--purpose <purpose>', 'messages that it concerns (default: all)').choices(OptOutPurpose.options),
    )
    .option(...asJson);

type OptOutGiven = { channel?: string | undefined; purpose?: string | undefined };

const withValues = ({ channel, purpose }: OptOutGiven) => ({
  ...(channel !== undefined && { channel }),
  ...(purpose !== undefined && { purpose }),
});

type Counts = Contact['messages']['by_channel'];

const countsOf = (byStatus: NonNullable<Counts[keyof Counts]>): string =>
  Object.entries(byStatus)
    .map(([status, count]) => `${status} ${count}`)
    .join(', ');

const periodOf = ({ first_at: first, last_at: last }: Contact['messages']): string =>
  first && last ? `, ${moment(first)} to ${moment(last)}` : '';

/** Formats the summary of a contact as lines of a name and a value. */
export const showContact = ({ messages, ...contact }: Contact): string =>
  fields([
    ['phone', contact.phone],
    ['time zone', contact.timezone],
    ['language', contact.language],
    ['ids of WhatsApp', contact.whatsapp_ids.join(', ') || undefined],
    ['messages', `${messages.total}${periodOf(messages)}`],
    ...Object.entries(messages.by_channel).map(([channel, counts]) => [`  ${channel}`, countsOf(counts)] as const),
    ['inbound', contact.inbound],
    ['campaigns', contact.campaigns],
    ...contact.consents.map(
      ({ channel, granted, at }) =>
        ['marketing', `${channel}: ${granted ? 'consent given' : 'refused'} on ${moment(at)}`] as const,
    ),
    ...contact.opt_outs.map((optOut) => ['opted out', sayOptOut(optOut)] as const),
  ]);

/** Formats the counts of an erasure. */
export const showErased = ({ phone, erased }: ErasedContact): string => {
  const { messages, campaigns, inbound, consents } = erased;
  if (messages + campaigns + inbound + consents === 0) return `No data is stored about ${phone}: nothing was erased.`;
  return fields([
    ['erased', phone],
    ['messages', messages],
    ['inbound', inbound],
    ['campaigns', campaigns],
    ['consents', consents],
  ]);
};

/** Formats one opt-out: `sms: marketing since 2026-11-22 10:00 UTC (reply)`. */
const sayOptOut = ({ channel, purpose, source, at }: OptOuts['opt_outs'][number]): string =>
  `${channel}: ${purpose} since ${moment(at)} (${source})`;

/** Formats the opt-outs of a contact, one per line. */
const showOptOuts = ({ phone, opt_outs: optOuts }: OptOuts): string =>
  optOuts.length
    ? fields([['phone', phone], ...optOuts.map((optOut) => ['opted out', sayOptOut(optOut)] as const)])
    : `${phone} is not opted out of anything.`;

type Deps = { contacts: Pick<Recado['contacts'], 'get' | 'erase'>; screen: Pick<Screen, 'ask' | 'note'> };

/** Allows an erasure although nothing can be shown: no data is visible, or the API key may not read it. */
const isNoHindrance = (error: unknown): error is RecadoProblem =>
  error instanceof RecadoProblem && ['not-found', 'forbidden'].includes(error.type);

const seen = async ({ contacts }: Deps, phone: string): Promise<string> => {
  try {
    return showContact(await contacts.get(phone));
  } catch (error) {
    if (isNoHindrance(error)) return `The data cannot be shown: ${describeProblem(error)}.`;
    throw error;
  }
};

/** Shows the data of a contact, asks, and erases it; with `yes`, without a question. Returns undefined if the answer is no. */
export const eraseSeen = async (
  deps: Deps,
  phone: string,
  { yes }: { yes: boolean },
): Promise<ErasedContact | undefined> => {
  const { contacts, screen } = deps;
  if (yes) return contacts.erase(phone);
  const { ask } = screen;
  if (!ask) throw misuse('No terminal to ask for confirmation. Use --yes to erase without a question.');
  screen.note(await seen(deps, phone));
  const isSure = await ask('Erase all of this data? You cannot undo this.');
  return isSure ? contacts.erase(phone) : undefined;
};

/** Requests a body of any length, only once it can be written. */
type Answer = () => Promise<Response>;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const write = ({ body }: Response, to: Writable, { end } = { end: true }): Promise<void> =>
  pipeline(Readable.from(body ?? []), to, { end }).catch((cause: unknown) => {
    throw new Failure('broken_off', `the export broke off (${reasonOf(cause)}) and is not complete. Run it again.`, {
      cause,
    });
  });

const unwritable = (path: string, why: string) =>
  misuse(`${path} cannot be written (${why}). Name a file that does not exist yet.`);

const checkIsNew = async (path: string): Promise<void> => {
  const found = await lstat(path).catch(() => undefined);
  if (found) throw unwritable(path, 'it exists');
};

/** Writes the whole file or nothing, even if the process is killed. Only the owner may read it. */
const saveInFile = async (answer: Answer, path: string): Promise<void> => {
  await checkIsNew(path);
  const draft = `${path}.${process.pid}.draft`;
  const file = await open(draft, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(path, reasonOf(cause));
  });
  try {
    await write(await answer(), file.createWriteStream());
    await rename(draft, path);
  } catch (error) {
    await file.close();
    await rm(draft);
    throw error;
  }
};

/** Writes an export while it arrives: to stdout, or into a new file. */
export const saveExport = async (answer: Answer, path: string | undefined): Promise<void> => {
  if (path === undefined) await write(await answer(), process.stdout, { end: false });
  else await saveInFile(answer, path);
};
