import { join } from 'node:path';
import { watchMemory, type Child } from '../lab/child.ts';
import { newDraft, upload, writeAudience } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import type { Figure, Sizes } from './figure.ts';

const mebibyte = 1024 ** 2;

type Taken = { perSecond: number; cpuMs: number; peak: number };

/** Measures an import of recipients over HTTP, with checks, normalization, encryption and commit. */
export const measureImport = async (lab: Lab, { imports: { rows, files } }: Sizes): Promise<Figure[]> => {
  const file = join(lab.folder, 'recipients.csv');
  await writeAudience(file, rows);
  const taken: Taken[] = [];
  for (let n = 0; n < files; n += 1) {
    await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
    taken.push(await take(recado.api, file, rows));
  }
  const goal = { rows: { of: 'recado', atLeast: 20_000 }, memory: { of: 'recado', atMost: 300 } } as const;
  return [
    { name: 'import: rows a second', unit: '/s', recado: taken.map(({ perSecond }) => perSecond), goal: goal.rows },
    { name: 'import: CPU of the API a row', unit: 'ms', recado: taken.map(({ cpuMs }) => cpuMs) },
    {
      name: 'import: memory of the API at most',
      unit: 'MiB',
      recado: taken.map(({ peak }) => peak),
      goal: goal.memory,
    },
  ];
};

const take = async (api: Child, file: string, rows: number): Promise<Taken> => {
  const id = await newDraft(api.url);
  const before = await api.usage();
  const stopWatching = watchMemory(api);
  const began = performance.now();
  const { accepted } = await upload(api.url, id, file);
  const seconds = (performance.now() - began) / 1000;
  const peak = await stopWatching();
  if (accepted !== rows) throw new Error(`${accepted} of ${rows} recipients were accepted`);
  const after = await api.usage();
  return { perSecond: rows / seconds, cpuMs: (after.cpuMs - before.cpuMs) / rows, peak: peak / mebibyte };
};
