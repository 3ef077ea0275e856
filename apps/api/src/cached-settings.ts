import type { Store } from '@recado/store';
import { rememberBriefly } from './auth/remember-briefly.ts';

type Settings = Pick<Store, 'findSenders' | 'findTemplate'>;
type Changes = Pick<Store, 'insertSender' | 'updateSender' | 'putTemplate' | 'seedTemplates' | 'recordRefreshes'>;

type Options = { store: Settings & Changes; clock: () => Date };

/** Many messages share a read; and a change that another process makes is heeded as if it had come so much later. */
const keptForMs = 100;
const templatesKept = 1_000;

/** Neither a language nor a name has a space in it. */
const keyOf = (name: string, language = '') => `${language} ${name}`;

/**
 * Senders and templates for whoever accepts messages, as they were a tenth of a second ago at most, and never from before
 * a change of this process: each of `changes` is the store's, and forgets them.
 */
export const keepSettings = ({ store, clock }: Options) => {
  const senders = rememberBriefly({ clock, forMs: keptForMs, atMost: 1, load: () => store.findSenders() });
  const templates = rememberBriefly({
    clock,
    forMs: keptForMs,
    atMost: templatesKept,
    load: (key) => {
      const [language, name = ''] = key.split(' ');
      return store.findTemplate(name, language || undefined);
    },
  });

  const forget = () => {
    senders.forget();
    templates.forget();
  };
  const forgetting =
    <Args extends unknown[], Answer>(change: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> =>
      change(...args).finally(forget);

  const kept: Settings = {
    findSenders: () => senders(''),
    findTemplate: (name, language) => templates(keyOf(name, language)),
  };
  const changes: Changes = {
    insertSender: forgetting(store.insertSender),
    updateSender: forgetting(store.updateSender),
    putTemplate: forgetting(store.putTemplate),
    seedTemplates: forgetting(store.seedTemplates),
    recordRefreshes: forgetting(store.recordRefreshes),
  };
  return { kept, changes };
};
