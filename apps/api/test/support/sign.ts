import { createHmac } from 'node:crypto';
import { twilioAuthToken } from './environment.ts';

export type Fields = Record<string, string | string[]>;

/** As Twilio documents it: the URL, then each field's name and value in the order of names, repeated values once. */
export const sign = (url: string, form: Fields, authToken = twilioAuthToken): string => {
  const sorted = Object.entries(form).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = sorted
    .flatMap(([name, value]) => [...new Set([value].flat())].toSorted().map((one) => name + one))
    .join('');
  return createHmac('sha1', authToken)
    .update(url + text)
    .digest('base64');
};
