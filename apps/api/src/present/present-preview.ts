import type { Preview } from '@recado/contract';
import { maskNumber, type CampaignPreview } from '@recado/messaging';
import { given } from './given.ts';
import type { View } from './message.ts';

/** A preview as the API shows it. */
export const presentPreview = (preview: CampaignPreview, { unmasked }: View): Preview => {
  const { campaign, member, variables, text, segments, handed, fallback } = preview;
  return {
    recipient: member.id,
    line: member.line,
    to: unmasked ? member.to : maskNumber(member.to),
    channel: campaign.channel,
    variables,
    ...given({
      text,
      segments,
      content_sid: handed?.contentSid,
      content_variables: handed?.variables,
      fallback,
      kept_back: member.keptBack,
    }),
  };
};
