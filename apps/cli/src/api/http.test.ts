import { expect, test } from 'vitest';
import { describeProblem, failureOf } from './http.ts';

const problem = { type: 'urn:recado:problem:invalid-request', title: 'The request is not valid', status: 422 };

test('a refusal names each field, what is wrong with it, and the code, after a detail that says more', () => {
  const errors = [
    { field: 'to', reason: 'landline', message: 'is a landline' },
    { field: '', reason: 'unknown_field', message: 'has a field too many' },
  ];
  expect(describeProblem({ ...problem, detail: 'two mistakes', errors })).toBe(
    [
      '422 invalid-request: The request is not valid: two mistakes',
      '  to: is a landline (landline)',
      '  body: has a field too many (unknown_field)',
    ].join('\n'),
  );
});

test('a detail that its fields repeat is left out', () => {
  const errors = [{ field: 'to', reason: 'landline', message: 'is a landline' }];
  for (const detail of ['See errors', 'to: is a landline'])
    expect(describeProblem({ ...problem, detail, errors })).not.toContain(`valid: ${detail}`);
});

test('a refusal without fields says its detail', () => {
  expect(describeProblem({ ...problem, detail: 'names no sender' })).toBe(
    '422 invalid-request: The request is not valid: names no sender',
  );
});

test.each([['<html>'], [undefined], [{ error: 'no' }]])(
  'an answer that is no problem is not taken for one: %o',
  (body) => {
    expect(failureOf(502, body)).toMatchObject({ code: 'strange_answer', message: expect.stringContaining('502') });
  },
);
