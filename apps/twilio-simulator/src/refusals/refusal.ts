import type { ServerResponse } from 'node:http';
import { answerJson } from '../http/answer.ts';

/** What Twilio answers instead of doing what it was asked. */
export type Refusal = { status: number; code: number; message: string };

/** Twilio's error body of the 2010 API. */
const refusalBody = ({ code, message, status }: Refusal) => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const answerRefusal = (response: ServerResponse, refusal: Refusal, headers: Record<string, string> = {}): void =>
  answerJson(response, refusal.status, refusalBody(refusal), headers);

export const notFound = (path: string): Refusal => ({
  status: 404,
  code: 20404,
  message: `There is no resource at ${path}`,
});

export const invalidParameter = (name: string, remedy: string): Refusal => ({
  status: 400,
  code: 20001,
  message: `The parameter ${name} is not valid: ${remedy}`,
});
