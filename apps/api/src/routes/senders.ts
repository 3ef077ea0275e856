import { Refusal, type RecordedSender } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentSender } from '../present/present-sender.ts';
import { senderIdOf } from './sender-id-of.ts';

type Deps = { clock: () => Date; findSender: (id: string) => Promise<RecordedSender | undefined> };

export const getSender =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const sender = await deps.findSender(senderIdOf(request));
    if (!sender) throw new Refusal('not-found', 'There is no such sender');
    response.json(presentSender(sender, deps.clock()));
  };
