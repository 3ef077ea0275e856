import type { Command } from 'commander';
import { addControls, addRetry } from './control.ts';
import { addCreate } from './create.ts';
import { addExclude, addExport, addImport } from './import.ts';
import { addEstimate, addLaunch } from './launch.ts';
import { addPreview, addTest } from './preview.ts';
import { addCampaignSend } from './send.ts';
import { addList, addShow } from './show.ts';
import { addWatch } from './watch.ts';

export const addCampaign = (program: Command): void => {
  const campaign = program.command('campaign').description('create, launch and control campaigns');
  for (const add of commands) add(campaign);
};

const commands = [
  addCampaignSend,
  addCreate,
  addList,
  addShow,
  addImport,
  addExclude,
  addPreview,
  addTest,
  addEstimate,
  addLaunch,
  addControls,
  addRetry,
  addWatch,
  addExport,
];
