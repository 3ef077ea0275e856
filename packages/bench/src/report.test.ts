import { describe, expect, it } from 'vitest';
import { judge, tableOf } from './report.ts';

describe('judge', () => {
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
});

describe('table', () => {
  it('shows each figure beside its reference and its goal', () => {
    const figures = [
      { name: 'sent', unit: '/s', recado: [1100], reference: [1000], goal: { of: 'ratio', atLeast: 1 } as const },
      { name: 'CPU', unit: 'ms', recado: [0.5], goal: { of: 'recado', atMost: 0.45 } as const },
      { name: 'memory', unit: 'MiB', recado: [98.25] },
    ];
    expect(tableOf(figures.map(judge))).toBe(
      [
        '| Figure |   Recado | Reference |  Ratio | Must reach | Reached |',
        '| ------ | -------: | --------: | -----: | ---------: | ------: |',
        '| sent   |  1100 /s |   1000 /s | 1.10 × |      ≥ 1 × |     yes |',
        '| CPU    |  0.50 ms |           |        |  ≤ 0.45 ms |      no |',
        '| memory | 98.3 MiB |           |        |            |         |',
      ].join('\n'),
    );
  });
});
