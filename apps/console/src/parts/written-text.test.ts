import { describe, expect, it } from 'vitest';
import { showUnseen, splitWhatsappText } from './written-text.tsx';

const shown = (text: string) =>
  splitWhatsappText(text)
    .map((piece) => (piece.marks.length ? `<${piece.marks.join(' ')}:${piece.text}>` : piece.text))
    .join('');

describe('the marks of WhatsApp', () => {
  it.each([
    ['Only *15 %* today', 'Only <bold:15 %> today'],
    ['_so_ ~not~ ```x*y*```', '<italic:so> <strike:not> <code:x*y*>'],
    ['*very _much_ so*', '<bold:very ><bold italic:much><bold: so>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold *', '* not bold *'],
    ['*over\nlines*', '*over\nlines*'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%s', (text, expected) => expect(shown(text)).toBe(expected));

  it('lose no character of a text', () => {
    const text = '*a* b _c_ ~d~ *';
    expect(
      splitWhatsappText(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe('a b c d *');
  });

  it('stay quick in a hostile text', () => {
    const text = '*_~'.repeat(2_000);
    expect(
      splitWhatsappText(text)
        .map((piece) => piece.text)
        .join('').length,
    ).toBeGreaterThan(0);
  });
});

it.each([
  ['a\u202Eb', 'a[U+202E]b'],
  ['a\u200Bb', 'a[U+200B]b'],
  ['a\u200Db', 'a[U+200D]b'],
  ['👩\u200D', '👩[U+200D]'],
  ['line\nbreak', 'line\nbreak'],
])('characters that nobody sees are shown: %j', (text, expected) => expect(showUnseen(text)).toBe(expected));

it.each(['👨\u200D👩\u200D👧', '👩🏽\u200D🚀', '🏳️\u200D🌈', '❤️'])(
  'a picture of several characters stays one: %s',
  (text) => expect(showUnseen(text)).toBe(text),
);
