import { randomUUID } from 'node:crypto';

const keptOfEach = 50;

const idsIn = (value: unknown): [string, string][] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  const { id, name, import_id: importId, data } = value as Record<string, unknown>;
  return [
    ...(typeof id === 'string' ? ([['', id]] as [string, string][]) : []),
    ...(id === undefined && typeof name === 'string' ? ([['', name]] as [string, string][]) : []),
    ...(typeof importId === 'string' ? ([['imports', importId]] as [string, string][]) : []),
    ...idsIn(data),
  ];
};

/** Remembers what the API has called things, so that later requests are about things that are there. */
export const makeIdsSeen = () => {
  const seen = new Map<string, string[]>([['contacts', ['+5511987654321', '11987654322', '+14155238886']]]);

  const add = (of: string, id: string) => {
    const ids = seen.get(of) ?? [];
    if (ids.includes(id)) return;
    seen.set(of, [...ids, id].slice(-keptOfEach));
  };

  return {
    /** `of`: the collection that was asked. */
    learn: (of: string, body: unknown): void => {
      for (const [collection, id] of idsIn(body)) add(collection || of, id);
    },
    idOf: (of: string, number: number): string => {
      const ids = seen.get(of) ?? [];
      return encodeURIComponent(ids[number % Math.max(1, ids.length)] ?? randomUUID());
    },
  };
};
export type IdsSeen = ReturnType<typeof makeIdsSeen>;
