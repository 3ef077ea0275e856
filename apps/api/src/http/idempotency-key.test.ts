import { expect, it } from 'vitest';
import { canonicalJson } from './idempotency-key.ts';

const read = (text: string) => canonicalJson(JSON.parse(text));

it.each([
  ['{"a":1,"b":{"c":2,"d":3}}', '{ "b": {"d":3, "c":2}, "a": 1.0 }'],
  ['{"a":"é"}', '{"a":"\\u00e9"}'],
  ['[{"a":1,"b":2}]', '[{"b":2,"a":1}]'],
])('treats %s and %s as equal', (one, other) => expect(read(one)).toBe(read(other)));

it.each([
  ['{"a":1}', '{"a":"1"}'],
  ['[1,2]', '[2,1]'],
  ['{"a":null}', '{}'],
  ['{"a":{"b":1}}', '{"a":1,"b":1}'],
])('distinguishes %s from %s', (one, other) => expect(read(one)).not.toBe(read(other)));
