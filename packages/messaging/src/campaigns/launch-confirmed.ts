import type { LaunchCampaign } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { RequestContext } from './change.ts';
import { estimateCampaign } from './estimate.ts';
import { launchCampaign } from './launch.ts';

type Deps = Parameters<typeof launchCampaign>[0] & Parameters<typeof estimateCampaign>[0];

/**
 * Launches a campaign whose caller may have typed how many people it reaches. The launch then is for what was estimated
 * here: it is refused if that changes on the way. A repeated request is answered as before, whatever has changed since.
 */
export const launchConfirmed = async (
  deps: Deps,
  id: string,
  { confirm_people: people, ...request }: LaunchCampaign,
  context: RequestContext,
) => {
  if (people === undefined) return launchCampaign(deps, id, request, context);
  const { campaign, toSend, version } = await estimateCampaign(deps, id);
  if (campaign.status === 'draft' && toSend.people !== people) throw refusePeople(toSend.people);
  return launchCampaign(deps, id, { estimate_version: version, ...request }, context);
};

const refusePeople = (people: number): Refusal =>
  new Refusal('conflict', `The campaign reaches ${people} people now. Review the estimate, and confirm that number`, [
    { field: 'confirm_people', reason: 'people_differ', message: `must be ${people}` },
  ]);
