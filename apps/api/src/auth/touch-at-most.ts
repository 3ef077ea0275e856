type Options = { clock: () => Date; everyMs: number; touch: (id: string, at: Date) => Promise<void> };

/** Notes the use of a key at most once in a while, beside the request and never in its way. */
export const touchAtMost = ({ clock, everyMs, touch }: Options) => {
  const touched = new Map<string, number>();
  return (id: string): void => {
    const now = clock();
    if (now.getTime() - (touched.get(id) ?? -Infinity) < everyMs) return;
    touched.set(id, now.getTime());
    touch(id, now).catch(() => touched.delete(id));
  };
};
