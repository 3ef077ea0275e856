import { SenderId } from '@recado/contract';
import { Refusal } from '@recado/messaging';
import type { Request } from 'express';

/** A sender's id from the path. What cannot be an id names nothing. */
export const senderIdOf = (request: Request): string => {
  const id = SenderId.safeParse(request.params['id']);
  if (!id.success) throw new Refusal('not-found', 'A sender has an id of lower-case letters, digits, _ and -');
  return id.data;
};
