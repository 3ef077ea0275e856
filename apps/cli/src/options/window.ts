import { misuse } from '../failure.ts';

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
