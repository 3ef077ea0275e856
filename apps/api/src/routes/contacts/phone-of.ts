import type { Request } from 'express';

/** The number in the path, as it was written. */
export const phoneOf = (request: Request): string => String(request.params['phone']);
