import type { Channel } from '@recado/contract';

const messagingService = /^MG[0-9a-fA-F]{32}$/;

type Pair = { channel: Channel; from: string; to: string };

/** A pair of numbers as Twilio writes them. A Messaging Service stands where the sender would, and has no channel. */
export const addressesOf = ({
  channel,
  from,
  to,
}: Pair): { to: string; from?: string; messagingServiceSid?: string } => {
  const address = (number: string) => (channel === 'whatsapp' ? `whatsapp:${number}` : number);
  return {
    to: address(to),
    ...(messagingService.test(from) ? { messagingServiceSid: from } : { from: address(from) }),
  };
};
