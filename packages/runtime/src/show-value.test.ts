import { describe, expect, it } from 'vitest';
import { showValue } from './show-value.ts';

describe('showValue', () => {
  it.each([
    [undefined, 'nothing'],
    ['foo', '"foo"'],
    [0, '0'],
    [{ id: 'x' }, '{"id":"x"}'],
    ['two\nlines', '"two\\nlines"'],
    ['x'.repeat(80), `"${'x'.repeat(60)}…"`],
    ['postgres://me:hunter2@db:5432/recado', '"postgres://…@db:5432/recado"'],
    ['me:hunter2@db', '"…@db"'],
    ['redis://:hunt@er2@h', '"redis://…@h"'],
    ['http://user:hunter2@host/?token=hunter2', '"http://…@host/?…"'],
    ['postgres://host/recado?password=hunter2', '"postgres://host/recado?…"'],
    ['+5511987654321', '"+55…"'],
    [5511987654321, '551…'],
  ])('shows %j as %s', (value, shown) => {
    expect(showValue(value, false)).toBe(shown);
  });

  it('gives the length alone of a secret', () => {
    expect(showValue('hunter2', true)).toBe('a value of 7 characters');
    expect(showValue(undefined, true)).toBe('nothing');
  });
});
