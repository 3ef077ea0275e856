import fc from 'fast-check';
import { hostileText } from './hostile.ts';

export type Form = [name: string, value: string][];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const hostileName = fc.constantFrom(
  '__proto__',
  'constructor',
  'a[b]',
  'MediaUrl0',
  'MediaUrl99',
  'Body',
  'WaId',
  '\0',
  'é',
  '',
);
const extra = fc.array(fc.tuple(hostileName, hostileText), { maxLength: 3 });

/** A form as a schema has it, with fields that are none of it, twice, or hostile. */
export const formBody = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<Form> =>
  fc.tuple(valid, extra, fc.option(fc.tuple(fc.nat(20), hostileText), { freq: 2 })).map(([value, others, replaced]) => {
    const fields = Object.entries(value ?? {}).map(([name, each]): [string, string] => [name, textOf(each)]);
    const hit = replaced && fields[replaced[0] % Math.max(1, fields.length)];
    if (hit && replaced) hit[1] = replaced[1];
    return [...fields, ...others].map(([name, each]) => [name, each.toWellFormed()]);
  });

export const encodeForm = (form: Form): string => new URLSearchParams(form).toString();
