import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@recado/store';

type Settings = Pick<Store, 'findSenders' | 'findTemplate' | 'findTemplateLanguages'>;
type Contacts = Pick<Store, 'findContactLanguage' | 'hasContactLanguages' | 'saveContact'>;
type Changes = Pick<Store, 'insertSender' | 'updateSender' | 'saveTemplate' | 'seedTemplates' | 'recordRefreshes'>;

type KeepSettingsOptions = { store: Settings & Changes; clock: () => Date };

/** Many messages share one read. A change by another process applies this much later. */
const keptForMs = 100;
const templatesKept = 1_000;

/**
 * Caches senders and templates for accepting messages, for at most a tenth of a second. A change by this process clears
 * the cache: each method in `changes` wraps the store's.
 */
export const keepSettings = ({ store, clock }: KeepSettingsOptions) => {
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

  const languages = rememberBriefly({
    clock,
    forMs: keptForMs,
    atMost: templatesKept,
    load: (name) => store.findTemplateLanguages(name),
  });

  const forget = () => {
    senders.forget();
    templates.forget();
    languages.forget();
  };
  const forgetting =
    <Args extends unknown[], Answer>(change: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> =>
      change(...args).finally(forget);

  const cached: Settings = {
    findSenders: () => senders(''),
    findTemplate: (name, language) => templates(keyOf(name, language)),
    findTemplateLanguages: (name) => languages(name),
  };
  const changes: Changes = {
    insertSender: forgetting(store.insertSender),
    updateSender: forgetting(store.updateSender),
    saveTemplate: forgetting(store.saveTemplate),
    seedTemplates: forgetting(store.seedTemplates),
    recordRefreshes: forgetting(store.recordRefreshes),
  };
  return { cached, changes };
};

/**
 * Finds the languages of contacts. Whether any contact has one is remembered as briefly as settings, so that messages pay
 * nothing for languages that nobody put.
 */
export const keepContactLanguages = ({ store, clock }: { store: Contacts; clock: () => Date }) => {
  const any = rememberBriefly({ clock, forMs: keptForMs, atMost: 1, load: () => store.hasContactLanguages() });
  return {
    contactLanguages: { areAny: () => any(''), find: store.findContactLanguage },
    saveContact: (...change: Parameters<Store['saveContact']>) => store.saveContact(...change).finally(any.forget),
  };
};

/** Neither a language nor a name has a space in it. */
const keyOf = (name: string, language = '') => `${language} ${name}`;

/** A read that takes longer is in trouble: it holds up no other. */
const timeoutMs = 50;

/**
 * Lets calls for the same thing that are made while one read of it is out share the next one. A read begins after the
 * last of its calls was made, so each sees what was committed before its call: nothing is kept.
 */
export const readTogether = <Args extends readonly unknown[], Found>(read: (...args: Args) => Promise<Found>) => {
  const gathering = new Map<string, Promise<Found>>();
  const reading = new Map<string, Promise<void>>();

  const begin = (key: string, args: Args): Promise<Found> => {
    gathering.delete(key);
    const found = read(...args);
    const over = endOf(found);
    reading.set(key, over);
    void over.then(() => reading.get(key) === over && reading.delete(key));
    return found;
  };

  return (...args: Args): Promise<Found> => {
    const key = JSON.stringify(args);
    const shared = gathering.get(key);
    if (shared) return shared;
    const found = (reading.get(key) ?? nextTurn()).then(() => begin(key, args));
    gathering.set(key, found);
    return found;
  };
};

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Resolves when a read has ended, well or not, or has taken too long. */
const endOf = async (reading: Promise<unknown>): Promise<void> => {
  const tooLong = sleep(timeoutMs, undefined, { ref: false });
  await Promise.race([Promise.allSettled([reading]), tooLong]);
};

type RememberBrieflyOptions<Value> = {
  clock: () => Date;
  forMs: number;
  atMost: number;
  load: (key: string) => Promise<Value>;
};

/**
 * Caches the result of `load` for a short while, so that a busy caller is not looked up for every request. Missing
 * values and failures are not cached. Concurrent calls share one load.
 */
export const rememberBriefly = <Value>({ clock, forMs, atMost, load }: RememberBrieflyOptions<Value>) => {
  const entries = new Map<string, { value: Promise<Value>; until: number }>();

  const reload = (key: string): Promise<Value> => {
    const value = load(key);
    const entry = { value, until: clock().getTime() + forMs };
    const forget = () => entries.get(key) === entry && entries.delete(key);
    entries.delete(key);
    entries.set(key, entry);
    value.then((found) => found === undefined && forget(), forget);
    const oldest = entries.keys().next().value;
    if (entries.size > atMost && oldest !== undefined) entries.delete(oldest);
    return value;
  };

  const find = (key: string): Promise<Value> => {
    const entry = entries.get(key);
    return entry && entry.until > clock().getTime() ? entry.value : reload(key);
  };
  return Object.assign(find, { forget: (): void => entries.clear() });
};
