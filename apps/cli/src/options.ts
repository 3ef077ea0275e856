import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { misuse } from './failure.ts';

const wholeSeconds = /^\d+$/;

/** Reads seconds as a number, and leaves a duration such as PT4H unchanged. */
export const readDuration = (text: string): number | string => (wholeSeconds.test(text) ? Number(text) : text);

/** Reads a frequency cap such as `2/P7D`. */
export const readCap = (option: string, text: string): { messages: number; period: number | string } => {
  const [, messages, period] = /^(\d+)\/(\w+)$/.exec(text) ?? [];
  if (messages === undefined || period === undefined)
    throw misuse(`${option} ${text}: write messages and a period, for example ${option} 2/P7D`);
  return { messages: Number(messages), period: readDuration(period) };
};

/** Reads a JSON file; `-` is stdin. */
export const readJsonFile = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(path === '-' ? await readText(process.stdin) : await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw misuse(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Reads `content=90,audit=ever` as days, where `ever` is null. The API checks the kinds. */
export const readKeep = (option: string, text: string): Record<string, number | null> =>
  Object.fromEntries(
    readList(text).map((part) => {
      const [, kind, days] = /^([a-z]+)=(\d{1,6}|ever)$/.exec(part) ?? [];
      if (kind === undefined)
        throw misuse(`${option} ${part}: write kind=days, for example ${option} content=90,audit=ever`);
      return [kind, days === 'ever' ? null : Number(days)];
    }),
  );

/** Reads `off`, or names with numbers or a duration, such as `opted_out_percent=3,watch=PT1H`. The API checks them. */
export const readLimits = (option: string, text: string): Record<string, number | string | boolean> => {
  if (text === 'on' || text === 'off') return { enabled: text === 'on' };
  return Object.fromEntries(
    readList(text).map((part) => {
      const [, name, value = ''] = /^([a-z_]+)=(\d+(?:\.\d+)?|P[0-9A-Z]+)$/.exec(part) ?? [];
      if (name === undefined)
        throw misuse(`${option} ${part}: write name=value, for example ${option} opted_out_percent=3,watch=PT1H`);
      return [name, value.startsWith('P') ? value : Number(value)];
    }),
  );
};

/** Reads `people=1000,cost=500USD`, or one of them. */
export const readApproval = (option: string, text: string): Record<string, unknown> =>
  Object.fromEntries(
    readList(text).map((part) => {
      const [, name, value = ''] = /^(people|cost)=(.+)$/.exec(part) ?? [];
      if (name === undefined)
        throw misuse(
          `${option} ${part}: write people=number or cost=amount, for example ${option} people=1000,cost=500USD`,
        );
      return [`above_${name}`, name === 'people' ? Number(value) : readMoney(option, value)];
    }),
  );

/** Reads `store,outlet` as a list, for commander. */
export const readList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Reads an amount such as `120USD` or `120.50 USD`. */
export const readMoney = (option: string, text: string): { amount: string; currency: string } => {
  const [, amount, currency] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})\s*$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined)
    throw misuse(`${option} ${text}: write an amount and its currency, for example ${option} 120USD`);
  return { amount, currency: currency.toUpperCase() };
};

/** Collects the values of an option that may be repeated, for commander. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Reads the values of `--var name=value`. */
export const readVariables = (texts: string[]): Record<string, string> => Object.fromEntries(texts.map(readVariable));

const readVariable = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) throw misuse(`--var ${text}: write name=value, for example --var order_id=1042`);
  return [text.slice(0, at), text.slice(at + 1)];
};

type More = { days?: string[] | undefined; timezone?: string | undefined; holidays?: string[] | undefined };

/** Carries a sending window as the user wrote it. The API validates it; undefined fields are not sent. */
export type WindowRequest = More & { from: string; to: string };

/** Reads `09:00-20:00`, and adds the other options of the window. */
export const readWindow = (option: string, text: string, more: More = {}): WindowRequest => {
  const [, from, to] = /^\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    throw misuse(`${option} ${text}: write two times of day, for example ${option} 09:00-20:00`);
  return { from, to, ...more };
};
