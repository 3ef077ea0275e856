import { expect, it } from 'vitest';
import { unicodeCostOf } from './gsm7.ts';

const long = 'Oferta da loja: leve tres pague dois em toda a linha de verao, so ate domingo, nas lojas e no site. ';

it.each([
  [`${long}João`, { characters: ['ã'], segments: 2, segmentsInGsm7: 1 }],
  [`${long}Preço só amanhã…`, { characters: ['ç', 'ó', 'ã', '…'], segments: 2, segmentsInGsm7: 1 }],
  ['Olá', { characters: ['á'], segments: 1, segmentsInGsm7: 1 }],
  [`${long}“Oi” – 🎉`, { characters: ['“', '”', '–', '🎉'], segments: 2, segmentsInGsm7: 1 }],
])('%j is sent as UCS-2 because of some characters', (text, cost) => expect(unicodeCostOf(text)).toEqual(cost));

it.each([long, 'José é à ñ ü Ç €'])('%j is sent in GSM-7', (text) => expect(unicodeCostOf(text)).toBeUndefined());
