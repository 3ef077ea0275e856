import { expect, it } from 'vitest';
import { makeSamples } from './import.ts';

const linesOf = (names: string[]) => {
  const samples = makeSamples();
  for (const [at, nome] of names.entries())
    samples.see({
      line: at + 2,
      to: '+5511987654321',
      zones: [],
      content: { kind: 'template', name: 'promotion', language: 'pt_BR', variables: { nome } },
    });
  return samples.lines();
};

it.each([
  [
    ['Ana', 'Maximiliana', 'João', 'Bia', 'José'],
    [2, 3, 4],
  ],
  [['Ana', 'Bia'], [2]],
  [['Ána Maria', 'Bia'], [2]],
  [
    ['Ana', 'Conceição de Maria'],
    [2, 3],
  ],
  [[], []],
])('finds the first, the longest and one with accents among %j', (names, lines) =>
  expect(linesOf(names)).toEqual(lines),
);
