import type { IncomingMessage } from 'node:http';
import { parse, type ParsedUrlQuery } from 'node:querystring';

const maxLength = 256 * 1024;

const tooLarge = () => Object.assign(new Error(`The body is longer than ${maxLength} bytes`), { status: 413 });

/** A body of `application/x-www-form-urlencoded`. What is larger than 256 kB is read and forgotten. */
export const readForm = (request: IncomingMessage): Promise<ParsedUrlQuery> =>
  new Promise((resolve, reject) => {
    let text = '';
    let length = 0;
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      length += chunk.length;
      if (length <= maxLength) text += chunk;
    });
    request.once('end', () => {
      if (length > maxLength) reject(tooLarge());
      else resolve(parse(text));
    });
  });
