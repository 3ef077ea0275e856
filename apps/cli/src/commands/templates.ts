import type { SyncedTemplates, Template } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import type { TemplateRequest } from '../api/client.ts';
import { connect } from '../api/connect.ts';
import { columns } from '../terminal/format.ts';

const OutputOptions = z.object({ json: z.boolean().default(false) });
type OutputOptions = z.infer<typeof OutputOptions>;

export const addTemplates = (program: Command): void => {
  const templates = program.command('templates').description('show, sync and put templates over the HTTP API');
  templates
    .command('list')
    .description('show all templates with what WhatsApp says of them')
    .option(...asJson)
    .action((given: unknown) => list(OutputOptions.parse(given)));
  templates
    .command('sync')
    .description('import templates from the Twilio account and refresh their WhatsApp approval')
    .option(...asJson)
    .action((given: unknown) => sync(OutputOptions.parse(given)));
  templates
    .command('put <name>')
    .description('make a template, or replace one of its languages')
    .requiredOption('--channel <channel>', 'whatsapp or sms')
    .requiredOption('--category <category>', 'marketing, utility or authentication')
    .option('--language <code>', 'such as en; without it pt_BR')
    .option('--content-sid <sid>', "WhatsApp: the content's HX… SID at Twilio")
    .option('--body <text>', 'SMS: the text, with {{name}} for each variable')
    .option('--variables <names...>', 'the names of its variables, in order')
    .option(...asJson)
    .action((name: string, given: unknown) => put(name, PutOptions.parse(given)));
};

const print = <T>(answer: T, { json }: OutputOptions, show: (answer: T) => string): void =>
  console.log(json ? JSON.stringify(answer, undefined, 2) : show(answer));

const list = async (options: OutputOptions): Promise<void> => {
  const { data } = await (await connect()).listTemplates();
  print(data, options, listTemplates);
};

const sync = async (options: OutputOptions): Promise<void> =>
  print(await (await connect()).syncTemplates(), options, showSync);

const put = async (name: string, options: PutOptions): Promise<void> => {
  const template = await (await connect()).putTemplate(name, toTemplate(options));
  print(template, options, (stored) => listTemplates([stored]));
};

const asJson = ['--json', 'print the answer as JSON'] as const;

const titles = ['name', 'language', 'channel', 'category', 'approval', 'variables', 'content'];

const approvalOf = ({ approval, content_sid: sid }: Template): string => {
  if (!approval) return sid ? 'not asked yet' : '';
  const { status, rejection_reason: reason } = approval;
  return `${status ?? 'unknown'}${reason ? ` (${reason})` : ''}`;
};

/** The templates as a table, each language by itself. */
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

/** What `recado templates put` takes on its command line. */
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

/** The request of the options; whether it makes sense the API says. */
export const toTemplate = ({
  channel,
  category,
  language,
  contentSid,
  body,
  variables,
}: PutOptions): TemplateRequest => ({
  channel,
  category,
  ...(language !== undefined && { language }),
  ...(contentSid !== undefined && { content_sid: contentSid }),
  ...(body !== undefined && { body }),
  variables,
});

/** What a sync did, and what it passed over, a line each. */
export const showSync = ({ created, updated, unchanged, recategorized, skipped }: SyncedTemplates): string =>
  [
    `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped.length} skipped.`,
    ...recategorized.map(
      ({ name, language, from, to }) => `  ${name} (${language}) was ${from} and is ${to} now: WhatsApp put it there`,
    ),
    ...skipped.map(({ content_sid: sid, reason, message }) => `  ${sid} skipped: ${message} (${reason})`),
  ].join('\n');
