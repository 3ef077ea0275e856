import { misuse } from '../failure.ts';

/** For commander: gathers an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

const readVariable = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) throw misuse(`--var ${text}: write it as name=value, as in --var order_id=1042`);
  return [text.slice(0, at), text.slice(at + 1)];
};

/** What was given as `--var name=value`. */
export const readVariables = (texts: string[]): Record<string, string> => Object.fromEntries(texts.map(readVariable));
