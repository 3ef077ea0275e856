import { expect, it } from 'vitest';
import { maskNumber } from './mask.ts';

it.each([
  ['+5511987655432', '+55119****5432'],
  ['+14155238886', '+141****8886'],
  ['+4312345', '****2345'],
])('masks %s as %s', (number, masked) => expect(maskNumber(number)).toBe(masked));
