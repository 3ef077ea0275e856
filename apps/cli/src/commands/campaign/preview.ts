import { RecadoProblem, type Recado } from '@recado/client';
import type { Preview } from '@recado/contract';
import { z } from 'zod';
import { asWritten } from '../../api/connect.ts';
import { collect, readVariables } from '../../options.ts';
import { columns, fields } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';

const PreviewOptions = OutputOptions.extend({ line: z.string().optional(), to: z.string().optional() });

export const addPreview: Add = (campaign) => {
  campaign
    .command('preview <id>')
    .description('show the message to one recipient (default: the first)')
    .option('--line <number>', 'recipient in this line of the file')
    .option('--to <number>', 'recipient with this phone number')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, line, to } = PreviewOptions.parse(given);
      const { campaigns, screen } = await openSession({ json });
      const which = { ...(line !== undefined && { line }), ...(to !== undefined && { to }) };
      screen.show(await campaigns.preview(id, asWritten(which)), showPreview);
    });
};

/** The lines of a content's parts, without its text. */
const partsOf = ({ content, text }: Preview): (readonly [string, string | undefined])[] => [
  ['header', content?.header],
  ['media', content?.media?.join(' ')],
  ['content text', content?.body === text ? undefined : content?.body],
  ['footer', content?.footer],
  ...(content?.buttons ?? []).map(
    (button) => ['button', [button.text, button.value].filter(Boolean).join(' → ')] as const,
  ),
  ...(content?.cards ?? []).map((card, place) => [`card ${place + 1}`, lineOf(card)] as const),
  ['not shown', content?.unsupported],
];

type Card = NonNullable<NonNullable<Preview['content']>['cards']>[number];

const lineOf = ({ header, media = [], body, footer, buttons = [] }: Card): string =>
  [header, ...media, body, footer, ...buttons.map(({ text }) => `[${text}]`)].filter(Boolean).join(' · ');

const textOf = ({ text, content_sid: sid }: Preview): string | undefined => text ?? (sid && `the content ${sid}`);

/** Formats the preview of one message. */
const showPreview = (preview: Preview): string =>
  fields([
    ['to', `${preview.to} by ${preview.channel}, line ${preview.line}, in ${preview.language}`],
    ...Object.entries(preview.variables ?? {}).map(([name, value]) => ['variable', `${name} = ${value}`] as const),
    ['text', textOf(preview)],
    ...partsOf(preview),
    ['segments', preview.segments],
    ['not in GSM-7', preview.not_in_gsm7?.join(' ')],
    ['fallback SMS', preview.fallback?.text],
    ['  not in GSM-7', preview.fallback?.not_in_gsm7?.join(' ')],
    ['excluded', preview.kept_back],
  ]);

/** Shows the messages of some lines of the file. It skips a line whose person is already in an earlier line. */
export const showSamples = async ({ campaigns, screen }: SampleDeps, id: string, lines: readonly number[]) => {
  for (const line of lines) {
    const preview = await campaigns.preview(id, { line }).catch((error: unknown) => {
      if (error instanceof RecadoProblem && error.type === 'not-found') return undefined;
      throw error;
    });
    const text = preview && textOf(preview);
    if (!preview || text === undefined) continue;
    const parts = partsOf(preview).flatMap(([name, value]) => (value ? [`[${name}] ${value}`] : []));
    screen.note(
      `Message to line ${line}, in ${preview.language}:\n  ${[text, ...parts].join('\n').replaceAll('\n', '\n  ')}\n`,
    );
  }
};

type SampleDeps = { campaigns: Pick<Recado['campaigns'], 'preview'>; screen: Pick<Screen, 'note'> };

export const addTest: Add = (campaign) => {
  campaign
    .command('test <id>')
    .description('send the message of a campaign to test numbers of your own')
    .requiredOption('--to <number>', 'phone number for the test; may be repeated', collect)
    .option('--var <name=value>', 'variable (default: those of the first recipient); may be repeated', collect)
    .option(
      '--language <code>',
      'language of the test, if the campaign has several (default: that of the first recipient)',
    )
    .option('--sender <id>', 'sender to use (default: the first of the campaign)')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, to, var: variables, language, sender } = TestOptions.parse(given);
      const body = {
        to,
        ...(variables.length > 0 && { variables: readVariables(variables) }),
        ...(language !== undefined && { language }),
        ...(sender !== undefined && { sender }),
      };
      const { campaigns, screen } = await openSession({ json });
      screen.show(await campaigns.test(id, body), ({ data }) =>
        columns(
          ['to', 'message'],
          data.map((each) => [each.to, each.id ?? `refused: ${each.refused?.message ?? ''}`]),
        ),
      );
    });
};

const TestOptions = OutputOptions.extend({
  to: z.array(z.string()),
  var: z.array(z.string()).default([]),
  language: z.string().optional(),
  sender: z.string().optional(),
});
