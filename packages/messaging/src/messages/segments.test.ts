import { expect, it } from 'vitest';
import { countSegments } from './segments.ts';

const digits = (count: number) => '1234567890'.repeat(17).slice(0, count);

it.each([
  ['160 digits', digits(160), 'GSM-7', 1],
  ['161 digits', digits(161), 'GSM-7', 2],
  ['306 digits', digits(153) + digits(153), 'GSM-7', 2],
  ['307 digits', digits(153) + digits(154), 'GSM-7', 3],
  ['an extension character and 158 digits', `€${digits(158)}`, 'GSM-7', 1],
  ['an extension character and 159 digits', `€${digits(159)}`, 'GSM-7', 2],
  ['152 digits, an extension character, 152 digits', `${digits(152)}€${digits(152)}`, 'GSM-7', 3],
  ['153 digits, an extension character, 151 digits', `${digits(153)}€${digits(151)}`, 'GSM-7', 2],
  ['an emoji and 68 digits', `😜${digits(68)}`, 'UCS-2', 1],
  ['an emoji and 69 digits', `😜${digits(69)}`, 'UCS-2', 2],
  ['an emoji and 133 digits', `😜${digits(133)}`, 'UCS-2', 3],
  ['a flag and 66 digits', `🇮🇹${digits(66)}`, 'UCS-2', 1],
  ['a flag and 67 digits', `🇮🇹${digits(67)}`, 'UCS-2', 2],
  ['a rainbow flag and 64 digits', `🏳️‍🌈${digits(64)}`, 'UCS-2', 1],
  ['a rainbow flag and 65 digits', `🏳️‍🌈${digits(65)}`, 'UCS-2', 2],
  ['70 × Á', 'Á'.repeat(70), 'UCS-2', 1],
  ['71 × Á', 'Á'.repeat(71), 'UCS-2', 2],
  ['an emoji and 68 × ]', `😀${']'.repeat(68)}`, 'UCS-2', 1],
  ['an emoji and 69 × ]', `😀${']'.repeat(69)}`, 'UCS-2', 2],
  ['134 × ã', 'ã'.repeat(134), 'UCS-2', 2],
  ['135 × ã', 'ã'.repeat(135), 'UCS-2', 3],
  ['an accent apart at the end of a part', `ã${'a'.repeat(65)}e\u0301${'a'.repeat(66)}`, 'UCS-2', 3],
  ['nothing', '', 'GSM-7', 1],
  ['every character of the basic set', '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà', 'GSM-7', 1],
  ['more graphemes than one part can hold', `a${'\u0301'.repeat(80)}`, 'UCS-2', 2],
] as const)('%s: %#', (_what, text, encoding, segments) => {
  expect(countSegments(text)).toEqual({ encoding, segments });
});

it.each(Array.from('ãçõáâêíóôúÀÁÃÂÊÍÓÔÕÚ'))('the Portuguese %s makes a text UCS-2', (letter) => {
  expect(countSegments(letter).encoding).toBe('UCS-2');
});

it.each(Array.from('àéÉÇ'))('the Portuguese %s stays in GSM-7', (letter) => {
  expect(countSegments(letter).encoding).toBe('GSM-7');
});
