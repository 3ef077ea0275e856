import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { Refusal } from './errors.ts';
import { maskNumber, normalizeRecipient, spellingsOf, type Recipient } from './phone-number.ts';

describe('a phone number', () => {
  const brazil = { defaultCountry: 'BR', channel: 'whatsapp' } as const;

  const refusalOf = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  };

  describe('as people write it', () => {
    it.each([
      ['+5511987654321', '+5511987654321'],
      ['(11) 98765-4321', '+5511987654321'],
      ['011 98765-4321', '+5511987654321'],
      ['whatsapp:+5511987654321', '+5511987654321'],
      ['+1 415 523 8886', '+14155238886'],
      ['+351 912 345 678', '+351912345678'],
      ['0055 11 98765-4321', '+5511987654321'],
      ['005511987654321', '+5511987654321'],
      ['00351 912 345 678', '+351912345678'],
      ['004740000000', '+4740000000'],
      ['+52 1 55 4163 7145', '+525541637145'],
      ['+5215541637145', '+525541637145'],
      ['+52 55 4163 7145', '+525541637145'],
      ['5215541637145', '+525541637145'],
      ['525541637145', '+525541637145'],
      ['+52 044 55 4163 7145', '+525541637145'],
      ['+52 1 044 55 4163 7145', '+525541637145'],
      ['0052 1 55 4163 7145', '+525541637145'],
      ['whatsapp:+5215541637145', '+525541637145'],
      ['+52 800 555 1234', '+528005551234'],
      ['+54 9 11 2345 6789', '+5491123456789'],
      ['+54 11 2345 6789', '+5491123456789'],
      ['+54 11 15 2345 6789', '+5491123456789'],
      ['+54 011 15 2345 6789', '+5491123456789'],
      ['5491123456789', '+5491123456789'],
      ['whatsapp:+541123456789', '+5491123456789'],
      ['+54 9 11 15 2345 6789', '+5491123456789'],
      ['+54 9 351 15 234 5678', '+5493512345678'],
      ['+5492966 15 412345', '+5492966412345'],
      ['+54 9 011 2345 6789', '+5491123456789'],
      ['+54 9 (0351) 15 234-5678', '+5493512345678'],
      ['+54 800 555 1234', '+548005551234'],
    ])('reads %s as %s', (input, e164) => {
      expect(normalizeRecipient(input, brazil).e164).toBe(e164);
    });

    it.each([
      ['hello', 'invalid_number'],
      ['', 'invalid_number'],
      ['+551187654321', 'missing_ninth_digit'],
      ['(11) 8765-4321', 'missing_ninth_digit'],
      ['+55119876543210', 'impossible_number'],
      ['+5500987654321', 'invalid_number'],
      ['+14155238886 ext. 5', 'invalid_number'],
    ])('refuses %j as %s', (input, reason) => {
      const refusal = refusalOf(() => normalizeRecipient(input, brazil));
      expect(refusal.errors).toEqual([{ field: 'to', reason, message: expect.any(String) }]);
    });

    it('refuses a landline for SMS and takes it for WhatsApp', () => {
      const refusal = refusalOf(() => normalizeRecipient('+551132654321', { ...brazil, channel: 'sms' }));
      expect(refusal.errors[0]?.reason).toBe('landline');
      expect(normalizeRecipient('+551132654321', brazil).e164).toBe('+551132654321');
    });

    it('takes a national number as one of the default country', () => {
      expect(normalizeRecipient('912 345 678', { ...brazil, defaultCountry: 'PT' })).toEqual({
        e164: '+351912345678',
        country: 'PT',
      });
    });

    it('never quotes the number in what it says', () => {
      const refusal = refusalOf(() => normalizeRecipient('+551187654321', brazil));
      expect(refusal.message + JSON.stringify(refusal.errors)).not.toContain('87654321');
    });
  });

  const readOrNot = (input: string): Recipient | undefined => {
    try {
      return normalizeRecipient(input, { ...brazil, channel: 'sms' });
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };

  describe('a plain Brazilian number', () => {
    const areas = Array.from({ length: 100 }, (_, area) => String(area).padStart(2, '0'));
    /** Numbers of Mexico and Argentina without their plus, which are longer than any of Brazil. */
    const foreign = /^(?:521?[2-9]\d{9}|549[123]\d{9})$/;

    it.each(['+55', '55', ''])('after %j is read as libphonenumber reads it, in every area', (prefix) => {
      const digits = fc.stringMatching(/^[0-9]{6,10}$/);
      // Without a prefix, 00 stands for the + of a number abroad, and 52 and 549 may begin a Mexican or Argentine one.
      const plain = areas.filter((area) => prefix !== '' || !['00', '52', '54'].includes(area));
      fc.assert(
        fc.property(fc.constantFrom(...plain), fc.constantFrom('', '9'), digits, (area, nine, rest) => {
          const input = `${prefix}${area}${nine}${rest}`;
          fc.pre(!foreign.test(input));
          const phone = parsePhoneNumberFromString(input, 'BR');
          const mobile =
            phone?.isValid() && phone.getType() === 'MOBILE' && phone.nationalNumber.length === 11 && phone;
          expect(readOrNot(input)).toEqual(mobile ? { e164: mobile.number, country: mobile.country } : undefined);
        }),
        { numRuns: 2000 },
      );
      for (const area of areas) {
        const input = `${prefix}${area}987654321`;
        const isValid = parsePhoneNumberFromString(input, 'BR')?.isValid() ?? false;
        expect([area, readOrNot(input) !== undefined]).toEqual([area, isValid]);
      }
    });

    it('is one of the default country without its plus', () => {
      expect(() => normalizeRecipient('11987654321', { ...brazil, defaultCountry: 'PT' })).toThrow(Refusal);
      expect(normalizeRecipient('+5511987654321', { ...brazil, defaultCountry: 'PT' }).country).toBe('BR');
    });
  });

  describe('any number', () => {
    const rules = { ...brazil, addsNinthDigit: true };
    const digits = fc.stringMatching(/^[0-9]{4,13}$/);
    const start = fc.constantFrom(
      '',
      '+',
      '+55',
      '+52',
      '+521',
      '521',
      '+54',
      '+549',
      '+54 11 15',
      '55',
      '(11) ',
      '+1 ',
      '+351',
      '00',
      'whatsapp:+55',
      '\u202A+55',
      ' ',
    );
    const typed = fc.oneof(
      fc.tuple(start, digits).map((parts) => parts.join('')),
      fc
        .tuple(fc.constantFrom('11', '41', '92'), fc.stringMatching(/^9?[6-9][0-9]{7}$/))
        .map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const readBy = (input: string): string | undefined => {
      try {
        return normalizeRecipient(input, rules).e164;
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    };

    it('is refused or read as E.164, which reads as itself, and all its spellings as one person', () => {
      let read = 0;
      fc.assert(
        fc.property(typed, (input) => {
          const e164 = readBy(input);
          if (e164 === undefined) return;
          read += 1;
          expect(e164).toMatch(/^\+[1-9]\d{1,14}$/);
          expect(readBy(e164)).toBe(e164);
          for (const spelling of spellingsOf(e164)) {
            expect(readBy(spelling)).toBe(e164);
            expect(spellingsOf(spelling)).toEqual(spellingsOf(e164));
          }
        }),
        { numRuns: 3000 },
      );
      expect(read).toBeGreaterThan(300);
    });
  });

  it.each(['1l 98765-4321', '11 9876O-4321', '1198765432l'])(
    'that has a letter in place of a digit is refused: %s',
    (typed) => {
      expect(refusalOf(() => normalizeRecipient(typed, { ...brazil, addsNinthDigit: true })).errors).toMatchObject([
        { reason: 'invalid_number' },
      ]);
    },
  );

  describe('the spellings of one number', () => {
    it('knows a Brazilian mobile with and without its ninth digit', () => {
      const both = ['+5541988887777', '+554188887777'];
      expect(spellingsOf('+5541988887777')).toEqual(both);
      expect(spellingsOf('+554188887777')).toEqual(both);
    });

    it.each([
      ['a Mexican', '+525541637145', '+5215541637145'],
      ['an Argentine', '+5491123456789', '+541123456789'],
    ])('knows %s number by both forms', (_whose, canonical, other) => {
      expect(spellingsOf(canonical)).toEqual([canonical, other]);
      expect(spellingsOf(other)).toEqual([canonical, other]);
    });

    it.each(['+551132654321', '+548005551234', '+14155238886', '+351912345678'])(
      'knows %s by one form only',
      (number) => {
        expect(spellingsOf(number)).toEqual([number]);
      },
    );
  });
});

describe('a masked number', () => {
  it.each([
    ['+5511987655432', '+55119****5432'],
    ['+14155238886', '+141****8886'],
    ['+4312345', '****2345'],
  ])('masks %s as %s', (number, masked) => expect(maskNumber(number)).toBe(masked));
});
