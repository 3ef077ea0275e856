import { expect, it } from 'vitest';
import { judge } from '../report.ts';
import { tableOf } from './table.ts';

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
