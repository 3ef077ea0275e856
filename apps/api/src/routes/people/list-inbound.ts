import { ListInbound, type InboundPage } from '@recado/contract';
import { listInbound as list } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteReveal, type RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { presentInbound } from '../../present/present-inbound.ts';

type Deps = Parameters<typeof list>[0] & RevealDeps;

export const listInbound =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { messages, nextCursor } = await list(deps, parse(ListInbound, request.query));
    const view = viewOf(response);
    const page: InboundPage = {
      data: messages.map((message) => presentInbound(message, view)),
      next_cursor: nextCursor,
    };
    await noteReveal(deps, response, 'messages/inbound', page.data.length);
    response.json(page);
  };
