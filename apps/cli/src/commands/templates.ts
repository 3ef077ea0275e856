import type { Command } from 'commander';
import { z } from 'zod';
import { connect } from '../api/connect.ts';
import { listTemplates } from '../templates/list.ts';
import { PutOptions, toTemplate } from '../templates/request.ts';
import { showSync } from '../templates/show-sync.ts';

const OutputOptions = z.object({ json: z.boolean().default(false) });
type OutputOptions = z.infer<typeof OutputOptions>;

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

export const addTemplates = (program: Command): void => {
  const templates = program.command('templates').description('show, sync and put templates over the HTTP API');
  templates
    .command('list')
    .description('show all templates with what WhatsApp says of them')
    .option(...asJson)
    .action((given: unknown) => list(OutputOptions.parse(given)));
  templates
    .command('sync')
    .description('make templates of the contents of the Twilio account, and ask what WhatsApp says of them')
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
