import { v7 as uuidv7 } from 'uuid';

/** The id before all that were made from then on. */
export const firstIdAt = (at: Date): string => uuidv7({ msecs: at.getTime(), random: new Uint8Array(16), seq: 0 });
