import { expect, it } from 'vitest';
import { notInGsm7, transliterate, unicodeCostOf } from './gsm7.ts';
import { countSegments } from './segments.ts';

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
