import type { CampaignEngagement } from '@recado/contract';
import type { Progress } from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';
import { objectionCodes } from '@recado/twilio';

/** Shows what people did with the messages of a campaign. Each share has its denominator. */
export const presentEngagement = ({
  byStatus: { sent, delivered, read, undelivered, failed },
  errors,
  reached,
  engagement: { hasReceipts, replied, optedOut, buttons, secondsToRead, secondsToReply },
}: Progress): CampaignEngagement => {
  const arrived = delivered + read;
  const taken = sent + arrived + undelivered;
  const blocked = objectionCodes.blocked.reduce((sum, code) => sum + (errors.get(code) ?? 0), 0);
  return {
    delivered: shareOf(arrived, taken),
    ...(hasReceipts && { read: shareOf(read, arrived) }),
    replied: shareOf(replied, reached),
    buttons: buttons.map(({ text, presses }) => ({ text, count: presses })),
    opted_out: shareOf(optedOut, arrived),
    blocked: shareOf(blocked, taken + failed),
    ...omitUndefined({ median_seconds_to_read: secondsToRead, median_seconds_to_reply: secondsToReply }),
  };
};

const shareOf = (count: number, of: number) => ({
  count,
  of,
  ...(of > 0 && { percent: Math.round((count / of) * 10_000) / 100 }),
});
