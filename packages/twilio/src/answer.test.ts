import { describe, expect, it } from 'vitest';
import { AnswerFailure, hideNumbers, parseRetryAfter, readAnswer } from './answer.ts';

describe('a response of Twilio', () => {
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

  it.each([
    ['{"code":21211,"message":"Invalid"}', true],
    ['{"message":"Invalid","status":400}', true],
    ['{"title":"Invalid","status":400}', true],
    ['{"message":"no route"}', false],
    ['{"message":"no route","status":404}', false],
    ['<html>Sign in</html>', false],
    ['', false],
  ])('knows whether %s is from Twilio: %s', (text, isTwilios) => {
    expect(failureOf(400, text)).toHaveProperty('isTwilios', isTwilios);
  });

  it("keeps Retry-After and Twilio's id of the request", () => {
    const headers = { 'retry-after': '3', 'twilio-request-id': 'RQ1' };
    expect(failureOf(429, '{}', headers)).toMatchObject({ retryAfter: '3', requestId: 'RQ1' });
  });
});

describe('a Retry-After header', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  it.each([
    ['0', 0],
    [' 30 ', 30_000],
    ['Sun, 22 Nov 2026 12:00:05 GMT', 5_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['999999999999', 86_400_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%o asks for %o ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});

describe('phone numbers in an error text', () => {
  it.each([
    ["The 'To' number +5511988887777 is not valid", "The 'To' number [number] is not valid"],
    ["'To' whatsapp:+5511988887777.", "'To' whatsapp:[number]."],
    ['call (415) 555-1234 now', 'call [number] now'],
    ['from 15005550001 to +15005550004', 'from [number] to [number]'],
    ['5511 98888-7777', '[number]'],
  ])('takes the number out of %o', (text, hidden) => {
    expect(hideNumbers(text)).toBe(hidden);
  });

  it.each([
    'code 63016, HTTP 400',
    'https://www.twilio.com/docs/errors/21211',
    `SM${'1'.repeat(32)}`,
    '1600 characters',
  ])('leaves %o alone', (text) => {
    expect(hideNumbers(text)).toBe(text);
  });

  it('cuts a long text', () => {
    expect(hideNumbers('x'.repeat(2_000))).toHaveLength(500);
  });
});
