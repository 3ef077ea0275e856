import type { CDPSession } from 'playwright-core';

/** Measures the memory of a tab, in bytes, and what is in it. */
export const watchHeap = (device: CDPSession) => ({
  /** Counts also what is not needed any more, and the contents of files. */
  all: async (): Promise<number> => {
    const usage: Record<string, number> = await device.send('Runtime.getHeapUsage');
    return (usage['usedSize'] ?? 0) + (usage['embedderHeapUsedSize'] ?? 0) + (usage['backingStorageSize'] ?? 0);
  },
  /** Counts only what is still needed. */
  collected: async (): Promise<number> => {
    await device.send('HeapProfiler.collectGarbage');
    return (await device.send('Runtime.getHeapUsage')).usedSize;
  },
  /** Different strings that match. */
  countStrings: async (pattern: RegExp): Promise<number> => {
    await device.send('HeapProfiler.collectGarbage');
    const chunks: string[] = [];
    const take = ({ chunk }: { chunk: string }) => void chunks.push(chunk);
    device.on('HeapProfiler.addHeapSnapshotChunk', take);
    await device.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    device.off('HeapProfiler.addHeapSnapshotChunk', take);
    const { strings } = JSON.parse(chunks.join('')) as { strings: string[] };
    return new Set(strings.filter((text) => pattern.test(text))).size;
  },
});
