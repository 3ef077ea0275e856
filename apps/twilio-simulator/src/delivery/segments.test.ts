import { expect, it } from 'vitest';
import { countSegments } from './segments.ts';

const digits = (count: number) => '1234567890'.repeat(160).slice(0, count);

it.each<[string, string, number]>([
  ['nothing', '', 1],
  ['160 GSM characters', digits(160), 1],
  ['161 GSM characters', digits(161), 2],
  ['306 GSM characters', digits(306), 2],
  ['307 GSM characters', digits(307), 3],
  ['an extension character and 158 others', `€${digits(158)}`, 1],
  ['an extension character and 159 others', `€${digits(159)}`, 2],
  ['an extension character across the end of a part', `${digits(152)}€${digits(153)}`, 3],
  ['70 accents that GSM-7 has not', 'Á'.repeat(70), 1],
  ['71 accents that GSM-7 has not', 'Á'.repeat(71), 2],
  ['an emoji and 68 digits', `😜${digits(68)}`, 1],
  ['an emoji and 69 digits', `😜${digits(69)}`, 2],
  ['an emoji and 133 digits', `😜${digits(133)}`, 3],
  ['a flag and 66 digits', `🇮🇹${digits(66)}`, 1],
  ['a flag and 67 digits', `🇮🇹${digits(67)}`, 2],
  ['a joined emoji and 64 digits', `🏳️‍🌈${digits(64)}`, 1],
  ['a joined emoji and 65 digits', `🏳️‍🌈${digits(65)}`, 2],
  ['an emoji and 68 brackets, which UCS-2 counts once', `😀${']'.repeat(68)}`, 1],
  ['an emoji and 69 brackets', `😀${']'.repeat(69)}`, 2],
  ['160 characters with one ê', `ê${digits(159)}`, 3],
  ['the 1600 characters of the longest text', digits(1600), 11],
])('%s', (_, text, segments) => {
  expect(countSegments(text)).toBe(segments);
});
