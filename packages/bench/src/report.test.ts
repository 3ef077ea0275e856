import { expect, it } from 'vitest';
import { judge } from './report.ts';

const figure = { name: 'a', unit: '/s', recado: [90, 200, 100], reference: [50, 40, 60] };

it('compares the medians', () => {
  expect(judge(figure)).toMatchObject({ median: { recado: 100, reference: 50 }, ratio: 2 });
});

it.each([
  [{ of: 'ratio', atLeast: 2 } as const, true],
  [{ of: 'ratio', atLeast: 2.1 } as const, false],
  [{ of: 'recado', atMost: 100 } as const, true],
  [{ of: 'recado', atMost: 99 } as const, false],
])('goal %j is reached: %s', (goal, reached) => expect(judge({ ...figure, goal }).reached).toBe(reached));

it('says nothing of a goal that there is not', () => expect(judge(figure)).not.toHaveProperty('reached'));
