import { describe, expect, it } from 'vitest';
import type { CodeClass } from './code.ts';
import { apiCodes, createCodes } from './create-message.ts';
import { channelCodes, smsCodes } from './delivery.ts';
import { blockingCodes, explainCode } from './index.ts';

describe('the explanation of a code', () => {
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

  const rows: Record<CodeClass, number[]> = {
    retry: [21501, 30003, 30008, 30023, 30036, 30047, 30103, 30450, 30610, 63009, 63010, 63012, 63023, 63029],
    slow: [20429, 21611, 30001, 30017, 30022, 30025, 30026, 30027, 35125, 60728, 63017, 63018, 63038],
    ambiguous: [20500, 20503, 20504, 21619, 30020, 30021, 30410, 30500],
    recipient: [
      21211, 21214, 21217, 21421, 21612, 21614, 30004, 30005, 30006, 63003, 63024, 63032, 63035, 63036, 63049,
    ],
    opt_out: [21610, 30640, 63014, 63033],
    config: [
      20001,
      20003,
      20005,
      20403,
      20404,
      20422,
      21205,
      21212,
      21408,
      21502,
      21601,
      21603,
      21606,
      21607,
      21608,
      21609,
      21613,
      21615,
      21616,
      21621,
      21622,
      21624,
      21654,
      21655,
      21657,
      21701,
      21702,
      21703,
      21704,
      21705,
      ...from(21709, 21712),
      30002,
      30010,
      30012,
      30013,
      30014,
      30015,
      30016,
      30018,
      30024,
      30028,
      30029,
      30030,
      30031,
      30032,
      30033,
      30034,
      30035,
      30037,
      30404,
      30454,
      ...from(30440, 30449),
      ...from(30880, 30898),
      63001,
      63002,
      63007,
      63008,
      63015,
      63016,
      63020,
      63022,
      63026,
      63027,
      63040,
      63041,
      63042,
      63043,
      63044,
      63045,
      63047,
      63051,
      63062,
      63101,
      63112,
      70051,
      90009,
      90010,
      92009,
    ],
    content: [
      11200, 12300, 20409, 21602, 21604, 21605, 21617, 21618, 21620, 21623, 21653, 21656, 21658, 30007, 30011, 30019,
      30039, 30400, 35114, 35115, 35117, 63005, 63006, 63011, 63013, 63019, 63021, 63025, 63028, 63030, 63031, 63034,
      92002, 92007,
    ],
    notice: [30009, 30038, 30409, 63037, 63039, 63046],
  };

  it.each(Object.entries(rows).flatMap(([codeClass, codes]) => codes.map((code) => ({ code, codeClass }))))(
    '$code is $codeClass',
    ({ code, codeClass }) => {
      expect(explainCode(code)).toMatchObject({ class: codeClass, meaning: expect.stringMatching(/^.{10,120}$/) });
    },
  );

  it('knows no other codes, and each once', () => {
    const known = [apiCodes, createCodes, smsCodes, channelCodes].flatMap(Object.keys).map(Number);
    const byNumber = (a: number, b: number) => a - b;
    expect(known.toSorted(byNumber)).toEqual(Object.values(rows).flat().toSorted(byNumber));
  });

  it.each([63003, 63024, 63032, 63035, 63036, 63049])('%i leaves the way by SMS', (code) => {
    expect(explainCode(code)?.smsFallback).toBe(true);
  });

  it.each([
    [20003, 'account'],
    [20005, 'account'],
    [30002, 'account'],
    [30037, 'account'],
    [63051, 'whatsapp'],
    [63026, 'sender'],
    [63040, 'template'],
    [63042, 'template'],
    [21408, 'country'],
    [30018, 'country'],
  ])('%i stops the %s', (code, what) => {
    expect(explainCode(code)?.stops).toBe(what);
  });

  it('returns undefined for an unknown code', () => {
    expect(explainCode(63050)).toBeUndefined();
  });
});

describe('a failure with code', () => {
  it.each([20_003, 30_007, 63_026, 63_040, 63_041, 63_042, 63_051])('%i stops more of the same', (code) => {
    expect(blockingCodes.get(code)).toEqual(expect.any(String));
  });

  it.each([21_211, 21_408, 21_610, 21_703, 30_003, 63_018, 63_024, 63_049])('%i is one of some people', (code) => {
    expect(blockingCodes.has(code)).toBe(false);
  });
});
