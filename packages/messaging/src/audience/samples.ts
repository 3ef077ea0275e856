import type { DraftedRecipient } from './recipient-row.ts';

/**
 * Finds recipients whose text should be checked before sending: the first, the longest values, and the first with
 * letters beyond ASCII. Returns their lines.
 */
export const makeSamples = () => {
  let first: number | undefined;
  let accented: number | undefined;
  let longest: { line: number; length: number } | undefined;
  return {
    see: ({ line, content }: DraftedRecipient): void => {
      const text = content.kind === 'template' ? Object.values(content.variables).join(' ') : content.body;
      first ??= line;
      if (!longest || text.length > longest.length) longest = { line, length: text.length };
      if (accented === undefined && beyondAscii.test(text)) accented = line;
    },
    lines: (): number[] => [...new Set([first, longest?.line, accented])].filter((line) => line !== undefined),
  };
};

const beyondAscii = /[^\0-\x7f]/;
