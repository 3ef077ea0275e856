import { describe, expect, it } from 'vitest';
import { countSegments, notInGsm7, transliterate, unicodeCostOf } from './segments.ts';

describe('segments', () => {
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
});

describe('gsm7', () => {
  const long = 'Oferta da loja: leve tres pague dois em toda a linha de verao, so ate domingo, nas lojas e no site. ';

  it.each([
    [`${long}João`, { characters: ['ã'], segments: 2, segmentsInGsm7: 1 }],
    [`${long}Preço só amanhã…`, { characters: ['ç', 'ó', 'ã', '…'], segments: 2, segmentsInGsm7: 1 }],
    ['Olá', { characters: ['á'], segments: 1, segmentsInGsm7: 1 }],
    [`${long}“Oi” – 🎉`, { characters: ['“', '”', '–', '🎉'], segments: 2, segmentsInGsm7: 1 }],
  ])('%j is sent as UCS-2 because of some characters', (text, cost) => expect(unicodeCostOf(text)).toEqual(cost));

  it.each([long, 'José é à ñ ü Ç €'])('%j is sent in GSM-7', (text) => expect(unicodeCostOf(text)).toBeUndefined());

  const letters = 'áàâãäåéèêëíìîïóòôõöúùûüçñýÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑÝ';
  const signs = '“”„‘’–—…•«»ºª°·´`×−\u00A0\u202F\u2009';

  it.each(Array.from(letters + signs))('%j has a replacement', (character) => {
    expect(notInGsm7(transliterate(character))).toEqual([]);
  });

  it.each([
    ['Não é amanhã, é só até às 18h: 50% de desconto…', 'Nao é amanha, é so até às 18h: 50% de desconto...'],
    ['¿Cuándo? ¡Mañana, señor Núñez!', '¿Cuando? ¡Mañana, señor Nuñez!'],
    ['Joa\u0303o', 'Joao'],
    ['“Ação” – R$\u00A010', '"Acao" - R$ 10'],
    ['Oi\u200B', 'Oi'],
    ['já', 'ja'],
    ['€ 10 [só hoje]', '€ 10 [so hoje]'],
  ])('%j is written %j', (text, written) => {
    expect(transliterate(text)).toBe(written);
    expect(countSegments(written).encoding).toBe('GSM-7');
  });

  it.each(['Olá 😀', 'Olá, 山田', 'Привет, Zoë'])('%j stays whole: a character of it has no replacement', (text) => {
    expect(transliterate(text)).toBe(text);
  });
});
