import type { CreateCampaign } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../errors.ts';
import type { IdempotencyKey } from '../messages/accept.ts';
import type { CampaignSettings } from './campaign.ts';
import { tell, type Asked, type Changed, type Told } from './change.ts';
import { draftSettings, type DraftDeps } from './draft-settings.ts';

export type NewCampaign = Required<Pick<Asked, 'by'>> &
  Pick<Asked, 'byId' | 'key'> & { id: string; at: Date; settings: CampaignSettings };

type Deps = DraftDeps & {
  /** Commits the draft, or finds what its key made before. */
  insertCampaign: (campaign: NewCampaign) => Promise<Changed>;
  /** What a key made before; `undefined` if it is new. */
  findCampaignAnswer: (key: IdempotencyKey) => Promise<Changed | undefined>;
};

/** Makes a draft. Throws a Refusal of one that could not be sent. */
export const createCampaign = async (
  deps: Deps,
  wish: CreateCampaign,
  asked: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
): Promise<Told> => {
  try {
    const settings = await draftSettings(deps, wish);
    const at = deps.clock();
    return tell(await deps.insertCampaign({ id: uuidv7({ msecs: at.getTime() }), at, ...asked, settings }));
  } catch (error) {
    // A repeat is not judged by what templates and senders have become since.
    const before = asked.key && error instanceof Refusal ? await deps.findCampaignAnswer(asked.key) : undefined;
    if (!before) throw error;
    return tell(before);
  }
};
