import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The options of a promotion. */
export const settings = [
  '--name',
  'Natal',
  '--template',
  'promotion',
  '--var',
  'discount=15',
  '--window',
  '00:00-24:00',
];
export const agreed = ['--consent-source', 'loja', '--consent-evidence', 'ficha de 2026'];

/** Writes a file with 60 people, one of them twice, and a row without a number. Returns its path. */
export const writePeople = async (folder: string): Promise<string> => {
  const file = join(folder, 'people.csv');
  const people = Array.from({ length: 60 }, (_, person) => `+55119${87_650_000 + person};Ana ${person}\n`).join('');
  await writeFile(file, `telefone;nome\n${people}+5511987650000;again\nnobody;x\n`);
  return file;
};
