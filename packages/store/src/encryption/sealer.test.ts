import { describe, expect, it } from 'vitest';
import { makeSealer, recipientOf, type AdditionalData } from './sealer.ts';

describe('sealer', () => {
  const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
  const additionalData = recipientOf('m1');
  const old = key('2025', 1);
  const current = key('2026', 2);

  describe('an encrypted value', () => {
    it('decrypts to the text that was encrypted', () => {
      const { seal, open } = makeSealer([current]);
      expect(open(seal('+5511987654321 ção 🎉', additionalData), additionalData)).toBe('+5511987654321 ção 🎉');
      expect(open(seal('', additionalData), additionalData)).toBe('');
    });

    it('names its key and shows nothing of its text', () => {
      const sealed = makeSealer([current]).seal('+5511987654321', additionalData);
      expect(sealed.toString('latin1')).toContain('2026');
      expect(sealed.toString('latin1')).not.toContain('98765');
      expect(sealed).toHaveLength(1 + 1 + 4 + 12 + 14 + 16);
    });

    it('is another one each time', () => {
      const { seal } = makeSealer([current]);
      expect(seal('a', additionalData).equals(seal('a', additionalData))).toBe(false);
    });

    it.each<[string, AdditionalData]>([
      ['another row', recipientOf('m2')],
      ['another column', 'messages.content_sealed:m1'],
    ])('does not open when it was moved to %s', (_where, elsewhere) => {
      const { seal, open } = makeSealer([current]);
      expect(() => open(seal('a', additionalData), elsewhere)).toThrow(
        expect.objectContaining({ code: 'unreadable_sealed_value' }),
      );
    });

    it.each([0, 1, 3, 10, -1])('does not open when its byte %i was changed', (at) => {
      const { seal, open } = makeSealer([current]);
      const sealed = seal('a', additionalData);
      const index = at < 0 ? sealed.length + at : at;
      sealed.writeUInt8(sealed.readUInt8(index) ^ 1, index);
      expect(() => open(sealed, additionalData)).toThrow(/sealed/);
    });

    it.each([0, 2, 20])('does not open when only %i bytes of it are left', (length) => {
      const { seal, open } = makeSealer([current]);
      expect(() => open(seal('a', additionalData).subarray(0, length), additionalData)).toThrow(
        expect.objectContaining({ code: 'malformed_sealed_value' }),
      );
    });
  });

  describe('keys that rotate', () => {
    it('decrypt what the previous key encrypted, and encrypt with the first', () => {
      const sealed = makeSealer([old]).seal('a', additionalData);
      const rotated = makeSealer([current, old]);
      expect(rotated.open(sealed, additionalData)).toBe('a');
      expect(rotated.seal('a', additionalData).toString('latin1')).toContain('2026');
    });

    it('say which one is missing', () => {
      const sealed = makeSealer([old]).seal('a', additionalData);
      expect(() => makeSealer([current]).open(sealed, additionalData)).toThrow(
        expect.objectContaining({ code: 'unknown_encryption_key', message: expect.stringContaining('"2025"') }),
      );
    });

    it('have to be at least one', () => expect(() => makeSealer([])).toThrow('At least one'));
  });
});
