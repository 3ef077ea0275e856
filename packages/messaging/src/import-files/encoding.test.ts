import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { bestCodePage } from './encoding.ts';

const texts = [
  'José',
  'Antônio',
  'Conceição',
  'Íris',
  'Ñuñoa',
  'MUÑOZ',
  'João',
  'Ângela',
  'CONCEIÇÃO',
  'Peña',
  'Núñez',
  'Márcia',
  'JOSÉ',
  'França',
  'Teléfono',
  'Avô',
  'Avó',
  'Ação',
  'Açúcar',
  'Pão de Açúcar',
  'São João',
  'Élida',
  'ÁGUA',
  'Água',
  'Número',
  'NÚMERO',
  'Óculos à vista',
  'Você já é nosso',
  'Años',
  'Ibáñez',
  'Gutiérrez',
  'Jesús',
  'Úrsula',
  'Três irmãs',
  'Andréia',
  'Luís Inácio',
];

describe.each(['windows-1252', 'cp850', 'macintosh'] as const)('a file in %s', (codePage) => {
  it.each(texts)('is known by %s alone', (text) => {
    expect(bestCodePage(iconv.encode(`telefone;nome\n11987654321;${text}\n`, codePage))).toBe(codePage);
  });

  it('is known by many names', () => {
    expect(bestCodePage(iconv.encode(texts.join('\n'), codePage))).toBe(codePage);
  });
});

it.each(['windows-1251', 'shift_jis', 'koi8-r', 'gb18030'])('no code page is chosen for %s', (encoding) => {
  const text = encoding === 'shift_jis' || encoding === 'gb18030' ? '電話番号;名前' : 'телефон;имя\n1;Наташа';
  expect(bestCodePage(iconv.encode(text, encoding))).toBeUndefined();
});
