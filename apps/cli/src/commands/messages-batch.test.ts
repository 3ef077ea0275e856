import { expect, test } from 'vitest';
import { batchesOf, readMessages, showResults } from './messages-batch.ts';

const message = { to: '+5511987654321', body: 'hi' };

test.each([
  ['lines', `${JSON.stringify(message)}\r\n\n ${JSON.stringify(message)}`],
  ['an array', ` [${JSON.stringify(message)},\n${JSON.stringify(message)}]`],
])('messages are read from %s', (_, text) => {
  expect(readMessages('file', text)).toEqual([message, message]);
});

test.each([
  ['a line that is not JSON', `${JSON.stringify(message)}\nhi`, /file, line 2, cannot be read as JSON\. Nothing was/],
  ['an array that breaks off', '[{"to"', /file cannot be read as JSON/],
  ['nothing', ' \n', /has no messages/],
])('a file is refused before anything is sent: %s', (_, text, said) => {
  expect(() => readMessages('file', text)).toThrow(said);
});

test('batches keep the order, and the bounds of the API', () => {
  const many = Array.from({ length: 2500 }, (_, place) => ({ place }));
  expect(batchesOf(many).map(({ length }) => length)).toEqual([1000, 1000, 500]);
  expect(batchesOf(many).flat()).toEqual(many);
  const large = Array.from({ length: 5 }, (_, place) => ({ place, body: 'ü'.repeat(600_000) }));
  expect(batchesOf(large).map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(batchesOf([{ body: 'a'.repeat(5_000_000) }, message]).map(({ length }) => length)).toEqual([1, 1]);
});

test('a result names each message that was refused, by its number', () => {
  const errors = [{ field: 'to', reason: 'opted_out', message: 'is a person who opted out' }];
  const problem = { type: 'urn:recado:problem:invalid-request', title: 'The request is not valid', status: 422 };
  const said = showResults([
    { status: 422, problem: { ...problem, errors } },
    { status: 409, problem: { ...problem, title: 'Conflict' } },
  ]);
  expect(said).toMatch(/^0 accepted \(0 of them before\), 2 refused\./);
  expect(said).toMatch(/1 +to +is a person who opted out \(opted_out\)/);
  expect(said).toMatch(/2 +Conflict/);
});
