import { describe, expect, it } from 'vitest';
import { layoutOf } from './columns.ts';
import { readNumber } from './number.ts';

const read = (value: string, defaultCountry: 'BR' | 'ES' | 'MX' = 'BR') => {
  const row = { line: 2, layout: layoutOf(['to'], { variables: [] }), cells: [value] };
  const number = readNumber(row, { defaultCountry, channel: 'whatsapp' });
  return 'reason' in number ? number.reason : number.e164;
};

describe('a number of a file is read as people and programs write it', () => {
  it.each([
    '11987654321',
    '+5511987654321',
    '5511987654321',
    '+55 (11) 98765-4321',
    '+55 (011) 98765-4321',
    '55 011 98765-4321',
    '+55 11 9 8765-4321',
    '(11) 9.8765-4321',
    '11.98765.4321',
    '(11)98765-4321',
    '(011) 98765-4321',
    '011 98765-4321',
    '011987654321',
    '(0xx11) 98765-4321',
    '0XX11 98765-4321',
    '0xx 11 98765-4321',
    '(0xx) 11 98765-4321',
    '(0**11) 98765-4321',
    '0xx15 11 98765-4321',
    '0xx-11-98765-4321',
    '11 98765-4321 (WhatsApp)',
    '(11) 98765-4321 - Ana',
    'Cel: 11 98765-4321',
    '=11987654321',
    '0 15 11 98765-4321',
    '01511987654321',
    '021 11 98765-4321',
    '0 (15) 11 98765-4321',
    '0055 11 98765-4321',
    '005511987654321',
    '00 55 (11) 98765-4321',
    '055 11 98765-4321',
    'tel:+5511987654321',
    'tel:+55-11-98765-4321',
    'tel:11987654321',
    'whatsapp:+5511987654321',
    'https://wa.me/5511987654321',
    'wa.me/5511987654321',
    'http://wa.me/+5511987654321?text=Oi',
    'https://api.whatsapp.com/send?phone=5511987654321&text=Oi',
    'https://api.whatsapp.com/send/?phone=%2B5511987654321',
    'https://web.whatsapp.com/send?text=a&phone=5511987654321',
    'whatsapp://send?phone=5511987654321',
    "'11987654321",
    "'+55 11 98765-4321",
    '11987654321.0',
    '5511987654321.0',
    '+5511987654321.0',
    '11987654321,0',
    '11987654321,00',
    '11987654321.00',
    '11.987.654.321',
    '11.987.654.321,00',
    '5.511.987.654.321',
    '5,511,987,654,321.00',
    '11\u00A0 98765\u00A0 4321',
    '\u202A+5511987654321\u202C',
    '+55\u200E11987654321',
    '11\u202F98765\u202F4321',
    '11\u200798765\u20074321',
    '11\u200998765\u20094321',
    '11 98765\u20114321',
    '11 98765\u22124321',
    '11 98765\u00AD4321',
    '11 98765–4321',
    '11 98765—4321',
    '11 98765\u200B4321',
    '11\u300098765\u30004321',
    '11 98765\u200D4321',
    '11 98765\u034F4321',
    '📱 11 98765-4321',
    '☎️ (11) 98765-4321',
    '1️⃣1️⃣ 98765-4321',
    '\uFEFF11987654321',
    '11 98765-4321\u0000',
    '11\t98765\t4321',
    '11 98 76 54 321',
    '(11) 9876-54321',
    '１１９８７６５４３２１',
  ])('%j', (value) => expect(read(value)).toBe('+5511987654321'));

  it.each([
    ['1197654321.0', '+5511997654321'],
    ['551197654322.0', '+5511997654322'],
    ['2198765432.0', '+5521998765432'],
    ['1132654321.0', '+551132654321'],
    ['1.197.654.321', '+5511997654321'],
    ['1.197.654.321,0', '+5511997654321'],
    ['(11) 3265-4321', '+551132654321'],
    ['(0xx11) 3265-4321', '+551132654321'],
    ['11 9765-4321', '+5511997654321'],
    ['11 97 65 43 21', '+5511997654321'],
    ['+55 11 9765 4321', '+5511997654321'],
    ['+34 612 34 56 78', '+34612345678'],
    ['+33 6 12 34 56 78', '+33612345678'],
    ['0034 612 345 678', '+34612345678'],
    ['https://wa.me/34612345678', '+34612345678'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['0800 591 2117', '+558005912117'],
  ])('%j is %s', (value, e164) => expect(read(value)).toBe(e164));

  it.each([
    ['612 34 56 78', '+34612345678'],
    ['612.345.678', '+34612345678'],
    ['612345678.0', '+34612345678'],
    ['tel:612-345-678', '+34612345678'],
    ['00 55 11 98765-4321', '+5511987654321'],
  ])('%j of Spain is %s', (value, e164) => expect(read(value, 'ES')).toBe(e164));
});

describe('a number that would belong to another person is refused', () => {
  it.each([
    ['5.51198E+12', 'shortened_by_spreadsheet'],
    ['5,51199E+12', 'shortened_by_spreadsheet'],
    ['5,51E12', 'shortened_by_spreadsheet'],
    ['1.1988e+10', 'shortened_by_spreadsheet'],
    ['5E+12', 'shortened_by_spreadsheet'],
    ["'5,51198E+12", 'shortened_by_spreadsheet'],
    ['1197654321 2', 'stray_digits'],
    ['11 9765-4322 (1)', 'stray_digits'],
    ['1197654323-1', 'stray_digits'],
    ['1197654324/2', 'stray_digits'],
    ['1197654325.5', 'stray_digits'],
    ['1197654325,25', 'stray_digits'],
    ['11.987.654.321,50', 'invalid_number'],
    ['(11) 9765-4329 - 3', 'stray_digits'],
    ['+55 11 9765-4329 x3', 'stray_digits'],
    ['11 97654-321', 'missing_digit'],
    ['(11) 97654-322', 'missing_digit'],
    ['+55 (11) 97654-323', 'missing_digit'],
    ['11 9 765-4321', 'missing_digit'],
    ['(11) 976-54321', 'missing_digit'],
    ['11 97654.321', 'missing_digit'],
    ['(0xx11) 97654-321', 'missing_digit'],
    ['(11) 32654-321', 'missing_digit'],
    ['11 98765-4321 / 11 91234-5678', 'several_numbers'],
    ['11987654321;11912345678', 'several_numbers'],
    ['11987654321, 11912345678', 'several_numbers'],
    ['11 98765-4321 ou 11 3265-4321', 'several_numbers'],
    ['11 9876\uFFFD4321', 'encoding'],
    ['\u00A0', 'required'],
    ['\u200B', 'required'],
    ["'", 'required'],
    ['hello', 'invalid_number'],
    ['#N/D', 'spreadsheet_error'],
    ['NULL', 'no_value'],
    ['-', 'no_value'],
    ['{{phone}}', 'placeholder'],
    ['*|PHONE|*', 'placeholder'],
    ['98765-4321', 'invalid_number'],
    ['11 3265-4321 ramal 22', 'invalid_number'],
  ])('%j: %s', (value, reason) => expect(read(value)).toBe(reason));
});

it('reports that it added the ninth digit to a number', () => {
  const completed = (value: string) =>
    readNumber(
      { line: 2, layout: layoutOf(['to'], { variables: [] }), cells: [value] },
      { defaultCountry: 'BR', channel: 'whatsapp' },
    );
  for (const value of ['1197654321', '+55 11 9765-4321', '551197654321.0', '(0xx11) 9765-4321'])
    expect(completed(value)).toMatchObject({ e164: '+5511997654321', isCompleted: true });
  for (const value of ['11997654321', '+55 11 99765-4321', '1132654321', '+34 612 345 678'])
    expect(completed(value)).toMatchObject({ isCompleted: false });
});
