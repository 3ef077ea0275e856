import type { CampaignProgress } from '@recado/contract';
import type { RequestHandler, Response } from 'express';
import type { ProgressWatch } from '../../progress/progress-watch.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = {
  /** Throws a Refusal when there is no such campaign. */
  progressOf: (id: string) => Promise<CampaignProgress>;
  progressWatch: Pick<ProgressWatch, 'listen'>;
};

/** More often than proxies give up on a connection that is still. */
const heartbeatEveryMs = 15_000;
const reconnectAfterMs = 2_000;

const ends = new Set<CampaignProgress['status']>(['completed', 'canceled']);

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither compressed nor gathered on its way.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

const send = (response: Response, event: 'progress' | 'end', progress: CampaignProgress): void => {
  response.write(`id: ${progress.at}\nevent: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);
};

/**
 * The campaign's progress as Server-Sent Events: `progress` on each change, at most one a second, and `end` with the last
 * one when nothing more is sent. Each event holds all of it, so one who comes back needs none that was missed.
 */
export const streamProgress =
  ({ progressOf, progressWatch }: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    await progressOf(id);
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return void response.end();
    response.write(`retry: ${reconnectAfterMs}\n\n`);
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatEveryMs);
    const leave = progressWatch.listen(id, {
      changed: (progress) => {
        const isEnd = ends.has(progress.status);
        // Whoever reads too slowly is sent the next one instead.
        if (!isEnd && response.writableNeedDrain) return;
        send(response, 'progress', progress);
        if (!isEnd) return;
        send(response, 'end', progress);
        response.end();
      },
      closed: () => void response.end(),
    });
    response.once('close', () => {
      clearInterval(heartbeat);
      leave();
    });
  };
