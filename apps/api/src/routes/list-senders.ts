import type { SenderPage } from '@recado/contract';
import type { RecordedSender } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentSender } from '../present/present-sender.ts';

type Deps = { findSenders: () => Promise<RecordedSender[]> };

export const listSenders =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    const page: SenderPage = { data: (await deps.findSenders()).map(presentSender) };
    response.json(page);
  };
