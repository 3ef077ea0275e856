/** A queue per sender: a sender is what Twilio and Meta limit. */
export const queueNameOf = (senderId: string): string => `send.${senderId}`;

/** Each queue has a hash tag of its own, so that a cluster keeps a queue's keys on one node and spreads the queues. */
export const keyPrefixOf = (prefix: string, senderId: string): string => `{${prefix}:${queueNameOf(senderId)}}`;
