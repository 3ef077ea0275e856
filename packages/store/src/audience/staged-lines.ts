/** Bytes. Some 5,000 rows with short variables. */
const room = 4 * 1024 * 1024;

/**
 * Lines on their way to COPY. They lie in memory that is used again for each batch: what is allocated for each would
 * outlive its use until the heap is cleaned up as a whole.
 */
export const makeStagedLines = () => {
  const fixed = Buffer.allocUnsafeSlow(room);
  let used = 0;
  let beyond: Buffer[] = [];
  return {
    /** `text`: ASCII. */
    push: (text: string): void => {
      if (!beyond.length && used + text.length <= room) used += fixed.write(text, used, 'latin1');
      else beyond.push(Buffer.from(text, 'latin1'));
    },
    pieces: (): Buffer[] => [fixed.subarray(0, used), ...beyond],
    clear: (): void => {
      used = 0;
      beyond = [];
    },
  };
};
export type StagedLines = ReturnType<typeof makeStagedLines>;
