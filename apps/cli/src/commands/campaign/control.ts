import type { Control } from '../../api/campaigns.ts';
import { asJson, openDesk, OutputOptions, type Add } from './shared.ts';

const controls: readonly [Control, string][] = [
  ['pause', 'send nothing more for now'],
  ['resume', 'go on with a paused campaign'],
  ['cancel', 'send nothing more for good: whoever was not sent to ends as canceled'],
];

/** `pause`, `resume` and `cancel`: each may be repeated. */
export const addControls: Add = (campaign) => {
  for (const [control, description] of controls)
    campaign
      .command(`${control} <id>`)
      .description(description)
      .option(...asJson)
      .action(async (id: string, given: unknown) => {
        const { campaigns, screen } = await openDesk(OutputOptions.parse(given));
        screen.show(await campaigns.control(id, control), ({ name, status }) => `${name} is ${status}.`);
      });
};
