import { ListMessages, type MessagePage } from '@recado/contract';
import { listMessages as list } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteReveal, type RevealDeps } from '../auth/note-reveal.ts';
import { viewOf } from '../auth/view-of.ts';
import { parse } from '../http/parse.ts';
import { presentMessage } from '../present/message.ts';

type Deps = Parameters<typeof list>[0] & RevealDeps;

export const listMessages =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { messages, nextCursor } = await list(deps, parse(ListMessages, request.query));
    const view = viewOf(response);
    const page: MessagePage = {
      data: messages.map((message) => presentMessage(message, view)),
      next_cursor: nextCursor,
    };
    await noteReveal(deps, response, 'messages', page.data.length);
    response.json(page);
  };
