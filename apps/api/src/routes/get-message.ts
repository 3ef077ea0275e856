import type { Message } from '@recado/contract';
import { findMessage } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { viewOf } from '../auth/view-of.ts';
import { presentEvent } from '../present/present-event.ts';
import { presentMessage } from '../present/present-message.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof findMessage>[0];

export const getMessage =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { message, events } = await findMessage(deps, messageIdOf(request));
    const found: Message = { ...presentMessage(message, viewOf(response)), events: events.map(presentEvent) };
    response.json(found);
  };
