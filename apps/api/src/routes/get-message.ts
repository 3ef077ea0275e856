import type { Message } from '@recado/contract';
import { findMessage } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteReveal, type RevealDeps } from '../auth/note-reveal.ts';
import { viewOf } from '../auth/view-of.ts';
import { presentMessage } from '../present/message.ts';
import { presentEvent } from '../present/present-event.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof findMessage>[0] & RevealDeps;

export const getMessage =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { message, events } = await findMessage(deps, messageIdOf(request));
    const found: Message = { ...presentMessage(message, viewOf(response)), events: events.map(presentEvent) };
    await noteReveal(deps, response, `messages/${message.id}`, 1);
    response.json(found);
  };
