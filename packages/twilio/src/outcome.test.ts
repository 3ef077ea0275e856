import { describe, expect, it } from 'vitest';
import { AnswerFailure } from './answer.ts';
import type { Code, CodeClass } from './codes/code.ts';
import { apiCodes, createCodes } from './codes/create-message.ts';
import { channelCodes, smsCodes } from './codes/delivery.ts';
import { ExchangeFailure } from './exchange.ts';
import { isCredentialsReason, outcomeOfFailure, outcomeOfSuccess, remedyOf, senderSignalOfCode } from './outcome.ts';

describe('the outcome of an attempt', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const sid = `SM${'0a'.repeat(16)}`;

  type Answered = {
    status: number;
    code?: number;
    text?: string;
    retryAfter?: string;
    headers?: Record<string, string>;
    isTwilios?: boolean;
  };

  const answered = ({ text = '', retryAfter, headers = {}, ...fields }: Answered) =>
    outcomeOfFailure(
      new AnswerFailure({
        isTwilios: fields.code !== undefined,
        ...fields,
        text,
        headers: { ...headers, ...(retryAfter && { 'retry-after': retryAfter }) },
      }),
      now,
    );

  describe('a 400 with a code that is known', () => {
    const kinds: Record<CodeClass, string> = {
      retry: 'unsent',
      slow: 'throttled',
      ambiguous: 'unknown',
      recipient: 'rejected',
      opt_out: 'rejected',
      config: 'rejected',
      content: 'rejected',
      notice: 'rejected',
    };
    const rows = Object.entries({ ...apiCodes, ...createCodes, ...smsCodes, ...channelCodes });

    const stopping = new Set(['account', 'settings', 'whatsapp', 'sender']);
    const kindFor = (facts: Code) =>
      facts.class === 'config' && stopping.has(facts.stops ?? '') ? 'stopped' : kinds[facts.class];

    it.each(rows.map(([code, facts]) => ({ code: Number(code), ...facts, kind: kindFor(facts) })))(
      '$code, $class, is $kind',
      ({ code, kind, meaning }) => {
        expect(answered({ status: 400, code })).toMatchObject({ kind, code, message: meaning });
      },
    );
  });

  it('marks a refusal as an opt-out where its code says so', () => {
    expect(answered({ status: 400, code: 21610 })).toMatchObject({ kind: 'rejected', optsOut: true });
    for (const code of [21211, 63003]) expect(answered({ status: 400, code })).not.toHaveProperty('optsOut');
  });

  it('marks a refusal that a fallback SMS may help', () => {
    expect(answered({ status: 400, code: 63003 })).toMatchObject({ kind: 'rejected', smsMayHelp: true });
    for (const code of [21211, 21610, 63014]) expect(answered({ status: 400, code })).not.toHaveProperty('smsMayHelp');
  });

  it.each([
    [{ status: 200 }, 'unknown'],
    [{ status: 201 }, 'unknown'],
    [{ status: 301 }, 'unsent'],
    [{ status: 302 }, 'unsent'],
    [{ status: 307 }, 'unsent'],
    [{ status: 400 }, 'unsent'],
    [{ status: 400, isTwilios: true }, 'rejected'],
    [{ status: 400, code: 63050 }, 'rejected'],
    [{ status: 401 }, 'unsent'],
    [{ status: 401, isTwilios: true }, 'stopped'],
    [{ status: 403 }, 'unsent'],
    [{ status: 403, code: 70051 }, 'stopped'],
    [{ status: 404 }, 'unsent'],
    [{ status: 404, code: 20404 }, 'stopped'],
    [{ status: 407 }, 'unsent'],
    [{ status: 401, code: 20003 }, 'stopped'],
    [{ status: 404, code: 21701 }, 'stopped'],
    [{ status: 408 }, 'unknown'],
    [{ status: 429 }, 'throttled'],
    [{ status: 429, code: 20429 }, 'throttled'],
    [{ status: 500 }, 'unknown'],
    [{ status: 500, code: 20500 }, 'unknown'],
    [{ status: 500, code: 21611 }, 'unknown'],
    [{ status: 502 }, 'unknown'],
    [{ status: 503, code: 20503 }, 'unknown'],
    [{ status: 504, code: 20504 }, 'unknown'],
  ])('%o is %s', (answer, kind) => {
    expect(answered(answer).kind).toBe(kind);
  });

  describe('a throttled request', () => {
    it('pauses for as long as Retry-After says, in seconds or until a date', () => {
      expect(answered({ status: 429, code: 20429, retryAfter: '7' })).toHaveProperty('retryAfterMs', 7_000);
      const date = 'Sun, 22 Nov 2026 12:01:30 GMT';
      expect(answered({ status: 429, retryAfter: date })).toHaveProperty('retryAfterMs', 90_000);
    });

    it('leaves it to the caller how long without one', () => {
      expect(answered({ status: 429, code: 20429 })).not.toHaveProperty('retryAfterMs');
    });

    it('pauses for an hour when the daily messages are used up, or longer if Retry-After says so', () => {
      expect(answered({ status: 429, code: 63038 })).toHaveProperty('retryAfterMs', 3_600_000);
      expect(answered({ status: 429, code: 63038, retryAfter: '1' })).toHaveProperty('retryAfterMs', 3_600_000);
      expect(answered({ status: 429, code: 63038, retryAfter: '7200' })).toHaveProperty('retryAfterMs', 7_200_000);
    });
  });

  it("keeps Twilio's own words", () => {
    expect(answered({ status: 400, code: 21211, text: 'Invalid number' })).toEqual({
      kind: 'rejected',
      code: 21211,
      message: 'Invalid number',
    });
  });

  it('says what is wrong where Twilio does not', () => {
    expect(answered({ status: 502 })).toEqual({ kind: 'unknown', message: 'HTTP 502 without an explanation' });
    expect(answered({ status: 307 })).toHaveProperty('message', expect.stringContaining('TWILIO_API_BASE_URL'));
  });

  it('takes a failed exchange for unsent only if the request did not leave', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(outcomeOfFailure(new ExchangeFailure(false, { cause }), now)).toEqual({
      kind: 'unsent',
      message: 'Twilio was not reached (ECONNREFUSED)',
    });
    expect(outcomeOfFailure(new ExchangeFailure(true, { cause }), now).kind).toBe('unknown');
  });

  it('takes what it does not understand for unknown, and does not quote it', () => {
    const outcome = outcomeOfFailure(new TypeError('+5511988887777 is undefined'), now);
    expect(outcome).toEqual({ kind: 'unknown', message: 'unexpected error: TypeError' });
  });

  it.each([
    ['1', { kind: 'submitted', sid, segments: 1 }],
    ['3', { kind: 'submitted', sid, segments: 3 }],
    ['0', { kind: 'submitted', sid }],
    [null, { kind: 'submitted', sid }],
    [undefined, { kind: 'submitted', sid }],
  ])('a SID and %s segments are submitted', (numSegments, outcome) => {
    expect(outcomeOfSuccess({ sid, numSegments })).toEqual(outcome);
  });

  it.each([undefined, null, '', 'SM1', 7])('an answer with the SID %o is unknown', (unfit) => {
    expect(outcomeOfSuccess({ sid: unfit, numSegments: '1' }).kind).toBe('unknown');
  });
});

describe('a signal about the sender', () => {
  it.each([20005, 20403, 20404, 20422, 21205, 21606, 21609, 21701, 30002, 30037, 63001, 63007, 63051, 63112])(
    '%i stops the sender, and says what to do',
    (code) => {
      const reason = expect.stringMatching(new RegExp(`^Twilio ${code}: .+ PUT /v1/senders/:id`));
      expect(senderSignalOfCode(code)).toEqual({ kind: 'stop', reason });
    },
  );

  it('names the variables when the credentials are wrong', () => {
    expect(remedyOf(20003)).toContain('TWILIO_AUTH_TOKEN');
  });

  it.each([20429, 21611, 30001, 30017, 30022, 63017, 63018])('%i slows the sender down', (code) => {
    expect(senderSignalOfCode(code)).toEqual({ kind: 'slow', code });
  });

  it.each([30027, 35125, 60728, 63038])('%i, a quota, puts the sender on hold', (code) => {
    expect(senderSignalOfCode(code)).toMatchObject({ kind: 'hold', reason: expect.stringContaining(String(code)) });
  });

  it.each([
    ['the recipient', 21211],
    ['one country', 21408],
    ['the template', 63041],
    ['a person who has not joined', 63015],
    ['nothing that we know', 99999],
  ])('a code about %s is no signal for the sender: %i', (_what, code) => {
    expect(senderSignalOfCode(code)).toBeUndefined();
    expect(remedyOf(code)).toBeUndefined();
  });
});

describe('a pause for the credentials', () => {
  it.each([20003, 70051])('ends by itself after %i', (code) => {
    const signal = senderSignalOfCode(code);
    expect(signal?.kind === 'stop' && isCredentialsReason(signal.reason)).toBe(true);
  });

  it('does not end by itself after any other code', () => {
    const others = Object.keys({ ...apiCodes, ...createCodes, ...smsCodes, ...channelCodes }).map(Number);
    const ending = others.filter((code) => {
      const signal = senderSignalOfCode(code);
      return signal?.kind === 'stop' && isCredentialsReason(signal.reason);
    });
    expect(ending).toEqual([20003, 70051]);
  });
});
