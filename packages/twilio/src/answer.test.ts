import { expect, it } from 'vitest';
import { AnswerFailure } from './answer-failure.ts';
import { readAnswer } from './answer.ts';

const failureOf = (status: number, text: string, headers = {}) => {
  try {
    readAnswer({ status, text, headers });
  } catch (error) {
    if (error instanceof AnswerFailure) return error;
  }
  throw new Error('no AnswerFailure');
};

it('gives the resource of a 2xx', () => {
  expect(readAnswer({ status: 201, text: '{"sid":"SM1"}', headers: {} })).toEqual({ sid: 'SM1' });
});

it('takes a 204 for an empty resource', () => {
  expect(readAnswer({ status: 204, text: '', headers: {} })).toEqual({});
});

it.each(['', '{"sid":"SM', '<html></html>', 'null', '[]', '7'])('takes a 201 with %o for a broken answer', (text) => {
  expect(failureOf(201, text)).toMatchObject({ status: 201, code: undefined });
});

it('reads the code and the text of an error, without the number that it quotes', () => {
  const text = '{"code":21211,"message":"Invalid \'To\' +5511988887777","more_info":"https://x","status":400}';
  expect(failureOf(400, text)).toMatchObject({ status: 400, code: 21211, message: "Invalid 'To' [number]" });
});

it('reads an RFC 9457 error', () => {
  const text = '{"type":"t","title":"Too many","status":429,"code":20429,"detail":"Slow down"}';
  expect(failureOf(429, text)).toMatchObject({ status: 429, code: 20429, message: 'Slow down' });
});

it.each(['<html>Bad gateway</html>', '', '[]', '{"code":"x","message":7}'])(
  'has no code and no text from %o',
  (text) => {
    expect(failureOf(502, text)).toMatchObject({ status: 502, code: undefined, message: '' });
  },
);

it("keeps Retry-After and Twilio's id of the request", () => {
  const headers = { 'retry-after': '3', 'twilio-request-id': 'RQ1' };
  expect(failureOf(429, '{}', headers)).toMatchObject({ retryAfter: '3', requestId: 'RQ1' });
});
