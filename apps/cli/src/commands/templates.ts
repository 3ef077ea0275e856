import type { SyncedTemplates, Template } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { columns } from '../terminal/format.ts';

const OutputOptions = z.object({ json: z.boolean().default(false) });
type OutputOptions = z.infer<typeof OutputOptions>;

export const addTemplates = (program: Command): void => {
  const templates = program.command('templates').description('list, import and change templates');
  templates
    .command('list')
    .description('list all templates with their WhatsApp approval')
    .option(...asJson)
    .action((given: unknown) => list(OutputOptions.parse(given)));
  templates
    .command('sync')
    .description('import templates from the Twilio account and refresh their WhatsApp approval')
    .option(...asJson)
    .action((given: unknown) => sync(OutputOptions.parse(given)));
  templates
    .command('put <name>')
    .description('create a template, or replace one of its languages')
    .requiredOption('--channel <channel>', 'whatsapp or sms')
    .requiredOption('--category <category>', 'marketing, utility or authentication')
    .option('--language <code>', 'language, for example en (default: pt_BR)')
    .option('--content-sid <sid>', 'for WhatsApp: the HX… SID of the content at Twilio')
    .option('--body <text>', 'for SMS: the text, with {{name}} for each variable')
    .option('--variables <names...>', 'names of the variables, in order')
    .option(...asJson)
    .action((name: string, given: unknown) => put(name, PutOptions.parse(given)));
};

const print = <T>(answer: T, { json }: OutputOptions, show: (answer: T) => string): void =>
  console.log(json ? JSON.stringify(answer, undefined, 2) : show(answer));

const list = async (options: OutputOptions): Promise<void> => {
  const { data } = await (await connect()).templates.list();
  print(data, options, listTemplates);
};

const sync = async (options: OutputOptions): Promise<void> =>
  print(await (await connect()).templates.sync(), options, showSync);

const put = async (name: string, options: PutOptions): Promise<void> => {
  const template = await (await connect()).templates.put(name, asWritten(toTemplate(options)));
  print(template, options, (stored) => listTemplates([stored]));
};

const asJson = ['--json', 'print the result as JSON'] as const;

const titles = ['name', 'language', 'channel', 'category', 'approval', 'variables', 'content'];

const approvalOf = ({ approval, content_sid: sid }: Template): string => {
  if (!approval) return sid ? 'not known yet' : '';
  const { status, rejection_reason: reason } = approval;
  return `${status ?? 'unknown'}${reason ? ` (${reason})` : ''}`;
};

/** Formats the templates as a table, one row per language. */
export const listTemplates = (templates: Template[]): string =>
  columns(
    titles,
    templates.map((template) => [
      template.name,
      template.language,
      template.channel,
      template.category,
      approvalOf(template),
      template.variables.join(' '),
      template.content_sid ?? '',
    ]),
  );

/** Reads the options of `recado templates put`. */
export const PutOptions = z.object({
  channel: z.string(),
  category: z.string(),
  language: z.string().optional(),
  contentSid: z.string().optional(),
  body: z.string().optional(),
  variables: z.array(z.string()).default([]),
  json: z.boolean().default(false),
});
export type PutOptions = z.infer<typeof PutOptions>;

/** Makes the request from the options. The API validates it. */
export const toTemplate = ({ channel, category, language, contentSid, body, variables }: PutOptions) => ({
  channel,
  category,
  ...(language !== undefined && { language }),
  ...(contentSid !== undefined && { content_sid: contentSid }),
  ...(body !== undefined && { body }),
  variables,
});

/** Formats the result of an import, with one line per skipped content. */
export const showSync = ({ created, updated, unchanged, recategorized, skipped }: SyncedTemplates): string =>
  [
    `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped.`,
    ...recategorized.map(
      ({ name, language, from, to }) =>
        `  ${name} (${language}) changed from ${from} to ${to}: WhatsApp assigned this category`,
    ),
    ...skipped.map(({ content_sid: sid, reason, message }) => `  ${sid} skipped: ${message} (${reason})`),
  ].join('\n');
