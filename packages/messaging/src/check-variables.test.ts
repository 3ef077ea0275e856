import { describe, expect, it } from 'vitest';
import { checkVariables, variableMistakes } from './check-variables.ts';

const known = ['order_id', 'status'];
const good = { order_id: '1042', status: 'pronto' };

describe('variableMistakes', () => {
  it('finds none in values that fit', () => expect(variableMistakes(known, good, 'whatsapp')).toEqual([]));

  it.each([
    [{ order_id: '1042' }, 'variables.status', 'required'],
    [{ ...good, discount: '10' }, 'variables.discount', 'unknown_variable'],
    [{ ...good, status: '' }, 'variables.status', 'empty'],
    [{ ...good, status: '   ' }, 'variables.status', 'empty'],
    [{ ...good, status: 'a\nb' }, 'variables.status', 'line_break'],
    [{ ...good, status: 'a\rb' }, 'variables.status', 'line_break'],
    [{ ...good, status: 'a\u2028b' }, 'variables.status', 'line_break'],
    [{ ...good, status: 'a\tb' }, 'variables.status', 'tab'],
    [{ ...good, status: 'a     b' }, 'variables.status', 'spaces'],
    [{ ...good, status: 'a'.repeat(1601) }, 'variables.status', 'too_long'],
  ])('finds the mistake in %j', (given, field, reason) => {
    expect(variableMistakes(known, given, 'whatsapp')).toEqual([{ field, reason, message: expect.any(String) }]);
  });

  it('takes four spaces in a row', () => expect(variableMistakes(['a'], { a: 'x    y' }, 'whatsapp')).toEqual([]));

  it.each(['a\r\nb', 'a\tb', 'a     b'])('takes %j for an SMS, which may have lines', (a) => {
    expect(variableMistakes(['a'], { a }, 'sms')).toEqual([]);
  });

  it.each([' \n', 'a'.repeat(1601)])('refuses what is empty or too long for an SMS, too', (a) => {
    expect(variableMistakes(['a'], { a }, 'sms')).toHaveLength(1);
  });

  it('does not take what an object inherits for a value', () => {
    expect(variableMistakes(['constructor'], {}, 'sms')).toMatchObject([{ reason: 'required' }]);
  });
});

it('checkVariables names every mistake at once', () => {
  expect(() => checkVariables(known, { status: '', extra: 'x' }, 'whatsapp')).toThrow(
    expect.objectContaining({
      type: 'invalid-request',
      errors: [
        expect.objectContaining({ field: 'variables.order_id', reason: 'required' }),
        expect.objectContaining({ field: 'variables.status', reason: 'empty' }),
        expect.objectContaining({ field: 'variables.extra', reason: 'unknown_variable' }),
      ],
    }),
  );
});
