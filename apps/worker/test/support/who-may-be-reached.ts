export type Channel = 'whatsapp' | 'sms';
export type Category = 'authentication' | 'utility' | 'marketing';

/** The answers of a person on one channel. The last two of each list are said in messages that the person writes. */
export const optOuts = ['none', 'all', 'marketing', 'keyword', 'sentence', 'unclear'] as const;
export const consents = ['none', 'given', 'refused'] as const;
export type Said = { optOut: (typeof optOuts)[number]; consent: (typeof consents)[number] };
export type Person = { to: string; said: Record<Channel, Said> };

/** From the mildest to the strictest. */
export const categories: readonly Category[] = ['authentication', 'utility', 'marketing'];

/** Returns the category of a message: the strictest of its template, its request and the message before it. */
export const strictest = (...some: (Category | undefined)[]): Category =>
  categories.findLast((category) => some.includes(category)) ?? 'utility';

type Message = {
  channel: Channel;
  category: Category;
  /** A campaign claims that all its people agreed. */
  isClaimed?: boolean;
};

/** The rules in the words of the law, not in those of the code. Returns whether the message may reach the person. */
export const mayReach = ({ said }: Person, { channel, category, isClaimed = false }: Message): boolean => {
  const { optOut, consent } = said[channel];
  const leftAll = optOut === 'all' || optOut === 'keyword';
  if (leftAll && category !== 'authentication') return false;
  if (category !== 'marketing') return true;
  if (optOut !== 'none') return false;
  return consent === 'given' || (consent === 'none' && isClaimed);
};
