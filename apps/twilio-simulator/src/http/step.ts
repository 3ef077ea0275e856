import type { IncomingMessage, ServerResponse } from 'node:http';

/** A step before the answer: it goes on with `next`, or answers itself. This and `Answer` fit Express, and need none. */
export type Step = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
