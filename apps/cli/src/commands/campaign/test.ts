import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { collect, readVariables } from '../../options/variables.ts';
import { columns } from '../../terminal/columns.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({
  to: z.array(z.string()),
  var: z.array(z.string()).default([]),
  sender: z.string().optional(),
});

export const addTest: Add = (campaign) => {
  campaign
    .command('test <id>')
    .description('send it to a few numbers of your own')
    .requiredOption('--to <number>', 'to whom; may be repeated', collect)
    .option('--var <name=value>', "a variable, instead of the first person's; may be repeated", collect)
    .option('--sender <id>', "instead of the campaign's first")
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, to, var: variables, sender } = Options.parse(given);
      const body = {
        to,
        ...(variables.length > 0 && { variables: readVariables(variables) }),
        ...(sender !== undefined && { sender }),
      };
      const { campaigns, screen } = await openDesk({ json });
      screen.show(await campaigns.test(id, body, randomUUID()), ({ data }) =>
        columns(
          ['to', 'message'],
          data.map((each) => [each.to, each.id ?? `refused: ${each.refused?.message ?? ''}`]),
        ),
      );
    });
};
