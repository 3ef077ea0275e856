import { z } from 'zod';
import { AnswerFailure } from './answer-failure.ts';
import type { Answer } from './exchange.ts';
import { hideNumbers } from './hide-numbers.ts';

/** An error of the 2010 API has `message`; newer products answer RFC 9457 with `detail` and `title`. */
const Fault = z.object({
  code: z.int().positive().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
});

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isResource = (body: unknown): body is object => typeof body === 'object' && body !== null && !Array.isArray(body);

const faultOf = ({ status, headers }: Answer, body: unknown): AnswerFailure => {
  const fault = Fault.safeParse(body).data;
  const said = fault?.message ?? fault?.detail ?? fault?.title;
  return new AnswerFailure({
    status,
    headers,
    text: said ? hideNumbers(said) : '',
    ...(fault?.code !== undefined && { code: fault.code }),
  });
};

/** The resource in a 2xx answer. Throws an AnswerFailure for any other status, and for a 2xx that holds none. */
export const readAnswer = (answer: Answer): unknown => {
  const { status, text, headers } = answer;
  const succeeded = status >= 200 && status < 300;
  if (status === 204) return {};
  const body = parse(text);
  if (!succeeded) throw faultOf(answer, body);
  if (isResource(body)) return body;
  throw new AnswerFailure({ status, headers, text: 'taken, but the answer is not a JSON object' });
};
