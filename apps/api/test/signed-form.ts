import { createHmac } from 'node:crypto';
import { publicUrl, request, twilioAuthToken } from './running-api.ts';

export type Fields = Record<string, string | string[]>;

const pairs = (form: Fields) =>
  Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));

/** As Twilio documents it: the URL, then each field's name and value in the order of names, repeated values once. */
export const sign = (url: string, form: Fields): string => {
  const sorted = Object.entries(form).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = sorted
    .flatMap(([name, value]) => [...new Set([value].flat())].toSorted().map((one) => name + one))
    .join('');
  return createHmac('sha1', twilioAuthToken)
    .update(url + text)
    .digest('base64');
};

/** A webhook as Twilio calls it. */
export const postForm = (apiUrl: string, path: string, form: Fields, signature = sign(publicUrl + path, form)) =>
  request(apiUrl + path, 'POST', {
    body: new URLSearchParams(pairs(form) as [string, string][]).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': signature },
  });
