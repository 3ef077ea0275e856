import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { misuse } from './failure.ts';

const wholeSeconds = /^\d+$/;

/** Seconds as a number, and a duration such as PT4H as it is. */
export const readDuration = (text: string): number | string => (wholeSeconds.test(text) ? Number(text) : text);

/** What a file has in JSON; `-` is stdin. */
export const readJsonFile = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(path === '-' ? await readText(process.stdin) : await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw misuse(`${path} is not readable as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** `content=90,audit=ever` as days, where ever is null. Which kinds there are is the API's to say. */
export const readKeep = (option: string, text: string): Record<string, number | null> =>
  Object.fromEntries(
    readList(text).map((part) => {
      const [, kind, days] = /^([a-z]+)=(\d{1,6}|ever)$/.exec(part) ?? [];
      if (kind === undefined) throw misuse(`${option} takes a kind and its days, as in content=90,audit=ever: ${part}`);
      return [kind, days === 'ever' ? null : Number(days)];
    }),
  );

/** For commander: `store,outlet` as a list. */
export const readList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** `120USD` or `120.50 USD`. */
export const readMoney = (option: string, text: string): { amount: string; currency: string } => {
  const [, amount, currency] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})\s*$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined)
    throw misuse(`${option} ${text}: write an amount and its currency, as in ${option} 120USD`);
  return { amount, currency: currency.toUpperCase() };
};

/** For commander: gathers an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** What was given as `--var name=value`. */
export const readVariables = (texts: string[]): Record<string, string> => Object.fromEntries(texts.map(readVariable));

const readVariable = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) throw misuse(`--var ${text}: write it as name=value, as in --var order_id=1042`);
  return [text.slice(0, at), text.slice(at + 1)];
};

type More = { days?: string[] | undefined; timezone?: string | undefined; holidays?: string[] | undefined };

/** A sending window as someone writes it. The API checks it; what is undefined is not sent. */
export type WindowRequest = More & { from: string; to: string };

/** `09:00-20:00`, and what was said beside it. */
export const readWindow = (option: string, text: string, more: More = {}): WindowRequest => {
  const [, from, to] = /^\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw misuse(`${option} ${text}: write two times of day, as in ${option} 09:00-20:00`);
  return { from, to, ...more };
};
