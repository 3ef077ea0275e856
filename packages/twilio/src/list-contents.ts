import { Refusal, type ListedContent } from '@recado/messaging';
import { AnswerFailure } from './answer-failure.ts';
import { listedContentOf } from './content-api.ts';
import { ExchangeFailure } from './exchange-failure.ts';

type Page = { instances: unknown[]; nextPage: () => Promise<Page> | undefined };

/** The part of twilio-node's contents that is used. */
export type ContentLister = { page: (filter: { pageSize: number }) => Promise<Page> };

const pageSize = 200;
/** An account has 6,000 approved templates at most. */
const mostPages = 200;

const collect = async (contents: ContentLister): Promise<ListedContent[]> => {
  const found: ListedContent[] = [];
  let page: Page | undefined = await contents.page({ pageSize });
  for (let pages = 1; page; pages += 1) {
    if (pages > mostPages) throw new Error('Twilio lists more contents than an account can have');
    found.push(...page.instances.flatMap((instance) => listedContentOf(instance) ?? []));
    page = await page.nextPage();
  }
  return found;
};

const saidBy = (error: unknown): string => {
  if (error instanceof ExchangeFailure) return error.message;
  if (!(error instanceof AnswerFailure)) return 'Twilio answered something else than a list of contents';
  const { status, code, message } = error;
  return `Twilio answered ${status}${code === undefined ? '' : ` with ${code}`}${message ? `: ${message}` : ''}`;
};

/** All contents of the account with what WhatsApp says of them. Throws a Refusal when Twilio does not give them. */
export const listContents = async (contents: ContentLister): Promise<ListedContent[]> => {
  try {
    return await collect(contents);
  } catch (cause) {
    throw new Refusal('twilio-unavailable', saidBy(cause), [], { cause });
  }
};
