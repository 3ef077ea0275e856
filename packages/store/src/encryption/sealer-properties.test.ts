import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeSealer, prefixOf, splitSealed, type AdditionalData } from './sealer.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 4_000 });
const keyId = fc.stringMatching(/^[a-z0-9_-]{1,16}$/);
const encryptionKey = fc.record({ id: keyId, key: fc.uint8Array({ minLength: 32, maxLength: 32 }) }).map((made) => ({
  id: made.id,
  key: Buffer.from(made.key),
}));
const keys = fc.uniqueArray(encryptionKey, { minLength: 1, maxLength: 4, selector: ({ id }) => id });
const additionalData = fc
  .tuple(fc.constantFrom('messages.to_sealed', 'messages.content_sealed', 'recipients.to_sealed'), fc.uuid())
  .map(([column, row]): AdditionalData => `${column as 'messages.to_sealed'}:${row}`);

it('any text decrypts to itself, whichever key of several encrypted it', () => {
  fc.assert(
    fc.property(keys, fc.nat(), text, additionalData, (all, which, said, where) => {
      const { seal } = makeSealer([...all.slice(which % all.length), ...all.slice(0, which % all.length)]);
      expect(makeSealer(all).open(seal(said, where), where)).toBe(said);
    }),
  );
});

it('a value begins with the id of its key as no value of another key does', () => {
  fc.assert(
    fc.property(keys, text, additionalData, (all, said, where) => {
      const [current, ...others] = all;
      const sealed = makeSealer(all).seal(said, where);
      expect(splitSealed(sealed).keyId).toBe(current?.id);
      for (const { id } of others) {
        const prefix = prefixOf(id);
        expect(sealed.subarray(0, prefix.length).equals(prefix)).toBe(false);
      }
    }),
  );
});

it('a value does not open in another place', () => {
  fc.assert(
    fc.property(encryptionKey, text, additionalData, additionalData, (key, said, where, elsewhere) => {
      fc.pre(where !== elsewhere);
      const { seal, open } = makeSealer([key]);
      expect(() => open(seal(said, where), elsewhere)).toThrow(/sealed/);
    }),
  );
});

it('a value of which any bit was changed does not open', () => {
  fc.assert(
    fc.property(encryptionKey, text, additionalData, fc.nat(), (key, said, where, which) => {
      const { seal, open } = makeSealer([key]);
      const sealed = seal(said, where);
      const bit = which % (sealed.length * 8);
      sealed.writeUInt8(sealed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(sealed, where)).toThrow(/sealed/);
    }),
    { numRuns: 500 },
  );
});

it('a value that is not encrypted is refused and breaks nothing', () => {
  fc.assert(
    fc.property(encryptionKey, fc.uint8Array({ maxLength: 300 }), additionalData, (key, bytes, where) => {
      expect(() => makeSealer([key]).open(Buffer.from(bytes), where)).toThrow(/sealed/);
    }),
    { numRuns: 500 },
  );
});

it('a value does not open under another key of the same id', () => {
  fc.assert(
    fc.property(
      encryptionKey,
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      text,
      additionalData,
      (key, bytes, said, where) => {
        const other = Buffer.from(bytes);
        fc.pre(!other.equals(key.key));
        const sealed = makeSealer([key]).seal(said, where);
        expect(() => makeSealer([{ id: key.id, key: other }]).open(sealed, where)).toThrow(
          expect.objectContaining({ code: 'unreadable_sealed_value' }),
        );
      },
    ),
  );
});
