import { CreateCampaign, ListMessages, PutTemplate, SendMessage } from '@recado/contract';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { canonicalJson, fieldErrors } from './parse.ts';

describe('parse', () => {
  const errorsOf = (schema: z.ZodType, value: unknown) =>
    fieldErrors(schema.safeParse(value, { reportInput: true }).error?.issues ?? []).map(
      ({ field, reason }) => `${field}: ${reason}`,
    );

  const schemas = { CreateCampaign, SendMessage, PutTemplate, ListMessages };
  const campaign = { name: 'Natal', template: 'promotion' };
  const message = { to: '+5511987654321', body: 'Oi' };

  it.each([
    ['SendMessage', undefined, [': required']],
    ['SendMessage', null, [': invalid_type']],
    ['SendMessage', [], [': invalid_type']],
    ['SendMessage', 'text', [': invalid_type']],
    ['SendMessage', { body: 'Oi' }, ['to: required']],
    ['SendMessage', { ...message, to: 5511 }, ['to: invalid_type']],
    ['SendMessage', { ...message, to: ' ' }, ['to: too_small']],
    ['SendMessage', { ...message, to: '1'.repeat(161) }, ['to: too_big']],
    ['SendMessage', { ...message, body: '' }, ['body: too_small']],
    ['SendMessage', { ...message, body: ' \n' }, ['body: empty']],
    ['SendMessage', { ...message, body: 'x'.repeat(1601) }, ['body: too_big']],
    ['SendMessage', { to: message.to }, ['template: required']],
    ['SendMessage', { ...message, template: 'promotion' }, ['body: exclusive']],
    ['SendMessage', { ...message, template: 'No Such' }, ['template: invalid_format', 'body: exclusive']],
    ['SendMessage', { ...message, variables: { a: '1' } }, ['variables: exclusive']],
    ['SendMessage', { to: '1', template: 'a', variables: { a: {} } }, ['variables.a: invalid_type']],
    ['SendMessage', { ...message, channel: 'fax' }, ['channel: invalid_value']],
    ['SendMessage', { ...message, category: 'spam' }, ['category: invalid_value']],
    ['SendMessage', { ...message, send_at: 'tomorrow' }, ['send_at: invalid_format']],
    ['SendMessage', { ...message, send_at: '2026-02-30T00:00:00Z' }, ['send_at: invalid_format']],
    ['SendMessage', { ...message, valid_for: 0 }, ['valid_for: too_small']],
    ['SendMessage', { ...message, valid_for: 2_592_001 }, ['valid_for: too_big']],
    ['SendMessage', { ...message, valid_for: 1.5 }, ['valid_for: invalid_type']],
    ['SendMessage', { ...message, valid_for: 'soon' }, ['valid_for: invalid_format']],
    ['SendMessage', { ...message, metadata: { a: { b: 1 } } }, ['metadata.a: invalid_type']],
    ['SendMessage', { ...message, metadata: { a: 'x'.repeat(513) } }, ['metadata.a: too_big']],
    ['SendMessage', { ...message, from: '1', 'x.y': 2 }, ['from: unknown_field', 'x.y: unknown_field']],
    ['PutTemplate', {}, ['channel: required', 'category: required']],
    ['PutTemplate', { channel: 'sms', category: 'utility' }, ['body: required']],
    ['PutTemplate', { channel: 'whatsapp', category: 'utility' }, ['content_sid: required']],
    ['PutTemplate', { channel: 'sms', category: 'utility', body: 'Oi {{name}}' }, ['body: unknown_variable']],
    [
      'PutTemplate',
      { channel: 'sms', category: 'utility', body: 'Oi {{a}}', variables: ['a', 'a'] },
      ['variables: duplicate'],
    ],
    ['ListMessages', { limit: '0' }, ['limit: too_small']],
    ['ListMessages', { limit: 'many' }, ['limit: invalid_type']],
    ['ListMessages', { status: ['sent', 'read'] }, ['status: invalid_value']],
    ['ListMessages', { campaign_id: 'x' }, ['campaign_id: invalid_format']],
    ['CreateCampaign', { ...campaign, frequency_cap: { messages: 1 } }, ['frequency_cap.period: required']],
  ] as const)('%s of %j', (schema, value, errors) => {
    expect(errorsOf(schemas[schema], value)).toEqual(errors);
  });

  it('reports every issue at once', () => {
    expect(errorsOf(SendMessage, { to: 1, body: 2, extra: 3 })).toEqual([
      'to: invalid_type',
      'body: invalid_type',
      'extra: unknown_field',
    ]);
  });

  it.each([
    [{ to: '1', template: 'a', variables: { a: null } }, 'must be text or a number'],
    [{ ...message, metadata: { a: {} } }, 'must be text, a number, true, false or null'],
    [{ ...message, valid_for: 1.5 }, 'must be whole seconds, or a duration such as PT4H, P1D or PT90S'],
    [{ ...message, send_at: '2026-12-24' }, 'must be a time with its offset, for example 2026-12-24T09:00:00-03:00'],
  ])('says what %j has to be', (value, said) => {
    const { error } = SendMessage.safeParse(value, { reportInput: true });
    expect(fieldErrors(error?.issues ?? []).map(({ message: text }) => text)).toEqual([said]);
  });

  it('does not repeat a value, which may be a number or a text', () => {
    const secret = '5511987654321';
    const { error } = SendMessage.safeParse(
      { to: { secret }, body: [secret], channel: secret, send_at: secret },
      { reportInput: true },
    );
    expect(JSON.stringify(fieldErrors(error?.issues ?? []))).not.toContain(secret);
  });
});

describe('idempotency-key', () => {
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
});
