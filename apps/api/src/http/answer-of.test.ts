import { Refusal, Unavailable } from '@recado/messaging';
import { expect, it } from 'vitest';
import { answerOf } from './answer-of.ts';

const thrownByExpress = (status: number, message: string) => Object.assign(new Error(message), { status });

it.each([
  [new Refusal('conflict', 'too late'), { type: 'conflict', detail: 'too late', errors: [] }],
  [new Unavailable('queue'), { type: 'unavailable', headers: { 'Retry-After': '5' } }],
  [thrownByExpress(400, 'Unexpected token s'), { type: 'malformed-request' }],
  [thrownByExpress(413, 'too large'), { type: 'payload-too-large' }],
  [thrownByExpress(415, 'charset'), { type: 'unsupported-media-type' }],
])('answers %s by its type', (error, answer) => expect(answerOf(error)).toMatchObject(answer));

it.each([
  [new Error('select secret from people')],
  [thrownByExpress(500, 'stack')],
  [thrownByExpress(418, 'teapot')],
  ['a string'],
  [undefined],
])('tells nothing of %s', (error) => expect(answerOf(error)).toEqual({ type: 'internal' }));

it('does not repeat what could not be read', () => {
  expect(JSON.stringify(answerOf(thrownByExpress(400, 'Unexpected token +5511987654321')))).not.toContain('5511');
});
