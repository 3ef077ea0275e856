import { expect, it } from 'vitest';
import { csvPage } from './csv-page.ts';

it('quotes what needs it, and ends each line', () => {
  expect(csvPage([['a,b', 'say "hi"', 'two\nlines', 7, undefined], ['x']])).toBe(
    '"a,b","say ""hi""","two\nlines",7,\r\nx\r\n',
  );
});

it.each(['=1+1', '+1+cmd', '-2', '@sum', '\t=1', '＝1'])('takes the danger out of %j', (text) => {
  expect(csvPage([[text]])).toContain(`'${text}`);
});

it.each(['+5511987654321', '+55119****4321'])('leaves the number %s as it is', (number) => {
  expect(csvPage([[number]])).toBe(`${number}\r\n`);
});
