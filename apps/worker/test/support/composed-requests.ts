import type { makeRandom } from './made-people.ts';
import { categories, strictest, type Category, type Channel, type Person } from './who-may-be-reached.ts';

/** The request for one person, and the true category of each of its messages. */
export type Asked = {
  person: Person;
  truth: Record<Channel, Category>;
  isClaimed: boolean;
  request: object;
  isAccepted: boolean;
};

type Content = { category: Category | undefined; request: { template?: string; variables?: object; body?: string } };

/** Makes requests as somebody might try them: with a category of their own, another channel, a fallback. */
export const makeComposer = ({ pick, isOneIn }: ReturnType<typeof makeRandom>) => {
  const textOf = (channel: Channel): Content => {
    if (isOneIn(6)) return { category: undefined, request: { body: 'Oi' } };
    const category = pick(categories);
    return { category, request: { template: `${channel}_${category}`, variables: { v: '15%' } } };
  };
  return (channel: Channel) => {
    const content = textOf(channel);
    const named = isOneIn(2) ? pick(categories) : undefined;
    const sms = channel === 'whatsapp' && !isOneIn(3) ? textOf('sms') : undefined;
    const first = strictest(content.category, named);
    const last = channel === 'sms' ? first : strictest(first, sms?.category);
    const truth: Record<Channel, Category> = { whatsapp: first, sms: last };
    return {
      request: {
        ...content.request,
        ...(named && { category: named }),
        ...(isOneIn(3) && { channel }),
        ...(sms && { fallback: { channel: 'sms', ...sms.request } }),
      },
      truth,
    };
  };
};
