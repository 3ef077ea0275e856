import { describe, expect, it } from 'vitest';
import { cleanRow, leftoverIn } from './cells.ts';
import { layoutOf } from './columns.ts';

const cleaned = (cell: string) => {
  const { row, wasCleaned } = cleanRow({
    line: 2,
    layout: layoutOf(['to', 'nome'], { variables: ['nome'] }),
    cells: ['1', cell],
  });
  return { cell: row.cells[1], wasCleaned };
};

describe('a cell', () => {
  it.each([
    ['="Ana"', 'Ana'],
    ['="0042"', '0042'],
    ['= "0042"', '0042'],
    ['="Ana ""Nina"" Lima"', 'Ana "Nina" Lima'],
    ["'Bia", 'Bia'],
    ["'0043", '0043'],
    ["'Ana'", 'Ana'],
    ["D'Ávila", "D'Ávila"],
    ['JoÃ£o', 'João'],
    ['JOÃƒO CONCEIÃ‡ÃƒO', 'JOÃO CONCEIÇÃO'],
    ['JosÃ©', 'José'],
    ['AntÃ´nio da Silva AraÃºjo', 'Antônio da Silva Araújo'],
    ['MuÃ±oz', 'Muñoz'],
    ['Ã\u008Dris', 'Íris'],
    ['Promoção', 'Promoção'],
    ['1Âº andar', '1º andar'],
    ['â€œAnaâ€\u009D', '“Ana”'],
    ['Itâ€™s', 'It’s'],
    ['Ana â€“ Bia', 'Ana – Bia'],
    ['â‚¬ 10', '€ 10'],
    ['ðŸ˜€ Ana', '😀 Ana'],
    ['â€œAnaâ€', '\uFFFDAnaâ€'],
    ['“CAFÉ”', '“CAFÉ”'],
    ['IRMÃ “Dulce”', 'IRMÃ “Dulce”'],
    ['Câmara', 'Câmara'],
    ['Joa\u0303o', 'João'],
    ['MANHÃ–TARDE', 'MANHÃ–TARDE'],
    ['AMANHÃ…', 'AMANHÃ…'],
    ['IRMÃ Dulce', 'IRMÃ Dulce'],
    ['São João', 'São João'],
    ['João e JoÃ£o', 'João e Jo\uFFFDo'],
    ['🎉 Ana', '🎉 Ana'],
    ['Jo&atilde;o', 'João'],
    ['Concei&#231;&#xE3;o', 'Conceição'],
    ['Bar &amp; Grill', 'Bar & Grill'],
    ['Bar &amp;amp; Grill', 'Bar & Grill'],
    ['&amp;#231;', 'ç'],
    ['&quot;Ana&quot;', '"Ana"'],
    ['Ana&nbsp;Maria', 'Ana Maria'],
    ['&nbsp;', ''],
    ['D&#146;Ávila &#150; &euro; 10', 'D’Ávila – € 10'],
    ['a&#xD800;', 'a\uFFFD'],
    ['CONCEI&CCEDIL;&ATILDE;O &AMP; CIA', 'CONCEIÇÃO & CIA'],
    ['https://a.example/?a=1&amp;b=2', 'https://a.example/?a=1&b=2'],
    ['https://a.example/?a=1&copy=2', 'https://a.example/?a=1&copy=2'],
    ['Fish & Chips; AT&T', 'Fish & Chips; AT&T'],
    ['&nome;', '&nome;'],
  ])('%j is read as %j', (cell, text) => {
    expect(cleaned(cell)).toEqual({ cell: text, wasCleaned: false });
  });

  it('loses its hidden characters', () => {
    expect(cleaned('Ma\u200Bria')).toEqual({ cell: 'Maria', wasCleaned: true });
    expect(cleaned('Ma\u00ADria')).toEqual({ cell: 'Maria', wasCleaned: true });
    expect(cleaned('Ma&shy;ria')).toEqual({ cell: 'Maria', wasCleaned: true });
    expect(cleaned('\u3164')).toEqual({ cell: '', wasCleaned: true });
    expect(cleaned('Maria')).toEqual({ cell: 'Maria', wasCleaned: false });
  });
});

describe('what a program left in a cell', () => {
  it.each([
    ...'#N/D #N/A #REF! #VALOR! #VALUE! #DIV/0! #NOME? #NAME? #¿NOMBRE? #NUM! #¡NUM! #NULO! #¡NULO! #NULL! #¡REF! #¡VALOR! #¡DIV/0! #SPILL! #DESPEJAR! #CALC! #ERROR! #ERRO! #GETTING_DATA Err:502 Err:508 ######'
      .split(' ')
      .map((value) => [value, 'spreadsheet_error']),
    ...'#NÚM! #¡NÚM! #CÁLCULO! #VALEUR! #NOM? #NUL! #N/DISP #WERT! #NV #BEZUG! #ÜBERLAUF! #VALORE! #RIF! #ЗНАЧ! #Н/Д'
      .split(' ')
      .map((value) => [value, 'spreadsheet_error']),
    ['Oi #N/D', 'spreadsheet_error'],
    ...'NULL null nan NaN undefined \\N None none (null) [null] <null> - -- — n/a N/A NaT nil (blank) (vazio) <NA>'
      .split(' ')
      .map((value) => [value, 'no_value']),
    ['undefined undefined', 'no_value'],
    ['null null', 'no_value'],
    ['Oi undefined', 'no_value'],
    ['[object Object]', 'no_value'],
    ['=A1', 'formula'],
    ['=SOMA(A1:A9)', 'formula'],
    ['=CONCATENAR(A1;"x")', 'formula'],
    ['{{nome}}', 'placeholder'],
    ['{{ first_name | default: "x" }}', 'placeholder'],
    ['Oi {{1}}', 'placeholder'],
    ['{nome}', 'placeholder'],
    ['{%first_name%}', 'placeholder'],
    ['*|FNAME|*', 'placeholder'],
    ['%NAME%', 'placeholder'],
    ['%FIRST_NAME%', 'placeholder'],
    ['%%First Name%%', 'placeholder'],
    ['%recipient.name%', 'placeholder'],
    ['[[nome]]', 'placeholder'],
    ['${nome}', 'placeholder'],
    ['#{nome}', 'placeholder'],
    ['<%= name %>', 'placeholder'],
    ['<<nome>>', 'placeholder'],
    ['«Nome»', 'placeholder'],
    ['((nome))', 'placeholder'],
    ['@{nome}', 'placeholder'],
    ['{$nome}', 'placeholder'],
    ['::nome::', 'placeholder'],
    ['##NOME##', 'placeholder'],
    ['[FNAME]', 'placeholder'],
    ['[FIRST_NAME]', 'placeholder'],
    ['|NOME|', 'placeholder'],
    ['Rua A, 1<br>Casa 2', 'html'],
    ['<b>Ana</b>', 'html'],
    ['<p style="x">Ana', 'html'],
    ['Ana<BR />', 'html'],
    ['<a href="https://a.example">Ana', 'html'],
    ['<!-- Ana', 'html'],
    ['Jo&atilde', 'html'],
    ['Concei&#231', 'html'],
  ])('is found in %j: %s', (value, reason) => expect(leftoverIn(value)).toBe(reason));

  it.each([
    'Ana',
    'Nan',
    'Null',
    'Nunes',
    'Noé',
    'Nilton',
    'José da Silva',
    '10%',
    '10% a 20%',
    '50 % off, 20 % cashback',
    'R$ 10,00',
    '#BlackFriday',
    '#1',
    'C# e F#',
    'A/B',
    'a = b',
    'TV 50"',
    '(11) 3265-4321',
    '[Loja] Oi',
    'Ana (mãe)',
    'x < y > z',
    'a <3 b',
    'Ana <ana@example.com>',
    'AT&T',
    'P&D',
    'Bar & Grill',
    'Q&A e A&B',
    'não',
    '🎉',
    '-10',
    '...e mais',
    'https://example.com/a?b=c%20d#e',
    'https://example.com/?a=%C3%A3%20b',
  ])('is not looked for in %j', (value) => expect(leftoverIn(value)).toBeUndefined());
});
