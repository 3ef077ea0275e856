import type { CopyCampaign } from '@recado/contract';
import { findCampaign, type CampaignResult } from './change.ts';
import { createCampaign, type NewCampaign } from './draft.ts';
import { toCreateRequest } from './launch.ts';

type Deps = Parameters<typeof createCampaign>[0] & Parameters<typeof findCampaign>[0];

const longestName = 200;

/** Makes a draft with the settings of a campaign, in any status. It has no audience and no time to start at. */
export const copyCampaign = async (
  deps: Deps,
  id: string,
  { name }: CopyCampaign,
  context: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
): Promise<CampaignResult> => {
  const { send_at: _at, ...request } = toCreateRequest(await findCampaign(deps, id));
  return createCampaign(deps, { ...request, name: name ?? request.name.slice(0, longestName) }, context);
};
