import type { Dispatcher } from 'undici';
import { ExchangeFailure } from './exchange-failure.ts';

export type Question = Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method' | 'headers' | 'body'>;
export type AnswerHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];
export type Answer = { status: number; headers: AnswerHeaders; text: string };

/**
 * One HTTP exchange under one timeout, which covers the wait for a connection, the connection itself, and the answer
 * to its last byte. Rejects with an ExchangeFailure that tells whether the request left: undici announces a request
 * right before it writes the first byte and never repeats one, so what failed unannounced was not written.
 */
export const exchange = (dispatcher: Dispatcher, question: Question, timeoutMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let left = false;
    let expired = false;
    let controller: Dispatcher.DispatchController | undefined;
    const answer: Omit<Answer, 'text'> = { status: 0, headers: {} };
    const chunks: Buffer[] = [];

    const fail = (cause: Error) => {
      clearTimeout(timer);
      reject(new ExchangeFailure(left, { cause }));
    };
    const timer = setTimeout(() => {
      expired = true;
      const timeout = new Error(`no full answer within ${timeoutMs} ms`);
      fail(Object.assign(timeout, { code: 'TIMEOUT' }));
      controller?.abort(timeout);
    }, timeoutMs);

    dispatcher.dispatch(question, {
      onRequestStart(starting) {
        // Given up while it waited for a connection: it must not leave now that there is one.
        if (expired) return starting.abort(new Error('given up'));
        left = true;
        controller = starting;
      },
      onResponseStart(_, status, headers) {
        answer.status = status;
        answer.headers = headers;
      },
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd() {
        clearTimeout(timer);
        resolve({ ...answer, text: Buffer.concat(chunks).toString() });
      },
      onResponseError: (_, error) => fail(error),
    });
  });
