import type { CampaignProgress } from '@recado/contract';
import type { Request, RequestHandler, Response } from 'express';
import type { ProgressWatch } from '../../progress/progress-watch.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = {
  /** Throws a Refusal when there is no such campaign. */
  progressOf: (id: string) => Promise<CampaignProgress>;
  progressWatch: Pick<ProgressWatch, 'listen'>;
  /** Whether the request's key was neither revoked nor has expired since. */
  holdsStill: (request: Request) => Promise<boolean>;
};

/** More often than proxies give up on a connection that is still. */
const heartbeatEveryMs = 15_000;
const reconnectAfterMs = 2_000;
const lookAtKeyEveryMs = 1_000;

const ends = new Set<CampaignProgress['status']>(['completed', 'canceled']);

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither compressed nor gathered on its way.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** What has ended may still be on its way to somebody slow, and takes no more. */
const write = (response: Response, text: string): void => {
  if (!response.writableEnded) response.write(text);
};

const send = (response: Response, event: 'progress' | 'end', progress: CampaignProgress): void =>
  write(response, `id: ${progress.at}\nevent: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);

/** Ends an answer whose key has ended. A record that is away ends nothing. Gives what ends the looking. */
const endWithKey = (holdsStill: Deps['holdsStill'], request: Request, response: Response): (() => void) => {
  const look = async () => {
    if (!(await holdsStill(request))) response.end();
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookAtKeyEveryMs);
  return () => clearInterval(timer);
};

/**
 * The campaign's progress as Server-Sent Events: `progress` on each change, at most one a second, and `end` with the last
 * one when nothing more is sent. It breaks off when its key ends. Each event holds all of it, so one who comes back needs none that was missed.
 */
export const streamProgress =
  ({ progressOf, progressWatch, holdsStill }: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    await progressOf(id);
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return void response.end();
    write(response, `retry: ${reconnectAfterMs}\n\n`);
    const heartbeat = setInterval(() => write(response, ':\n\n'), heartbeatEveryMs);
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
    const stopLooking = endWithKey(holdsStill, request, response);
    response.once('close', () => {
      stopLooking();
      clearInterval(heartbeat);
      leave();
    });
  };
