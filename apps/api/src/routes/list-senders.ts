import type { SenderPage } from '@recado/contract';
import type { RecordedSender } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentSender } from '../present/present-sender.ts';

type Deps = { clock: () => Date; findSenders: () => Promise<RecordedSender[]> };

export const listSenders =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    const now = deps.clock();
    const page: SenderPage = { data: (await deps.findSenders()).map((sender) => presentSender(sender, now)) };
    response.json(page);
  };
