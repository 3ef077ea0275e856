import { sequenceOf } from '../http/format.ts';
import type { Message } from './message.ts';

export type PageRequest = { size: number; number: number; token: string | undefined };

export type Page = { messages: Message[]; nextToken: string | undefined; previousToken: string | undefined };

const tokenShape = /^P([AB])(?:SM|MM)[0-9a-f]{32}$/;

export const isPageToken = (token: string): boolean => tokenShape.test(token);

/**
 * Cuts a page out of messages that are newest first. A token is a place between two messages ("PA", after this one;
 * "PB", before it), so messages that come or go in the meantime move nothing from one page to another.
 */
export const cutPage = (messages: readonly Message[], { size, token }: PageRequest): Page => {
  const edge = token === undefined ? Infinity : sequenceOf(token);
  const backwards = token?.startsWith('PB') ?? false;
  const side = messages.filter(({ sequence }) => (backwards ? sequence > edge : sequence < edge));
  const cut = backwards ? side.slice(-size) : side.slice(0, size);
  const [first, last] = [cut[0], cut.at(-1)];
  return {
    messages: cut,
    nextToken: last && messages.some(({ sequence }) => sequence < last.sequence) ? `PA${last.sid}` : undefined,
    previousToken: first && messages.some(({ sequence }) => sequence > first.sequence) ? `PB${first.sid}` : undefined,
  };
};
