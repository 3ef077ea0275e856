import { MessageId } from '@recado/contract';
import { Refusal } from '@recado/messaging';
import type { Request } from 'express';

/** A message's id from the path. What is no UUID names nothing. */
export const messageIdOf = (request: Request, parameter = 'id'): string => {
  const id = MessageId.safeParse(request.params[parameter]);
  if (!id.success) throw new Refusal('not-found', 'There is no such message');
  return id.data.toLowerCase();
};
