import { EventEmitter } from 'node:events';

/** Tells the server, which the routes do not know, to refuse connections for so many milliseconds. */
export const makeOutages = () => new EventEmitter<{ begin: [ms: number] }>();
export type Outages = ReturnType<typeof makeOutages>;
