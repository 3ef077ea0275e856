import { TemplateName } from '@recado/contract';
import { Refusal } from '@recado/messaging';
import type { Request } from 'express';

/** A template's name from the path. What cannot be a name names nothing. */
export const templateNameOf = (request: Request): string => {
  const name = TemplateName.safeParse(request.params['name']);
  if (!name.success) throw new Refusal('not-found', 'A template has a name of lower-case letters, digits and _');
  return name.data;
};
