import { publicUrl } from './environment.ts';
import { request } from './running-api.ts';
import { sign, type Fields } from './sign.ts';

export { sign, type Fields } from './sign.ts';

const pairs = (form: Fields) =>
  Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));

/** A webhook as Twilio calls it. */
export const postForm = (apiUrl: string, path: string, form: Fields, signature = sign(publicUrl + path, form)) =>
  request(apiUrl + path, 'POST', {
    body: new URLSearchParams(pairs(form) as [string, string][]).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': signature },
  });
