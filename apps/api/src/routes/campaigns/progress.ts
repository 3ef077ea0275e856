import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignProgress } from '@recado/contract';
import type { Request, RequestHandler, Response } from 'express';
import { campaignIdOf } from './campaigns.ts';

type StreamProgressDeps = {
  /** Throws a Refusal when there is no such campaign. */
  progressOf: (id: string) => Promise<CampaignProgress>;
  progressWatch: Pick<ProgressWatch, 'listen'>;
  /** Returns false once the request's key is revoked or expired. */
  isStillValid: (request: Request) => Promise<boolean>;
};

/** More often than proxies give up on a connection that is still. */
const heartbeatEveryMs = 15_000;
const reconnectAfterMs = 2_000;
const lookAtKeyEveryMs = 1_000;

const ends = new Set<CampaignProgress['status']>(['completed', 'canceled']);

/**
 * Streams the campaign's progress as Server-Sent Events: `progress` on each change, at most once per second, and `end`
 * with the last one. The stream breaks off when its key ends. Each event is complete, so a client that reconnects needs
 * no missed one.
 */
export const streamProgress =
  ({ progressOf, progressWatch, isStillValid }: StreamProgressDeps): RequestHandler =>
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
        // A slow reader gets the next event instead.
        if (!isEnd && response.writableNeedDrain) return;
        send(response, 'progress', progress);
        if (!isEnd) return;
        send(response, 'end', progress);
        response.end();
      },
      closed: () => void response.end(),
    });
    const stopLooking = endWithKey(isStillValid, request, response);
    response.once('close', () => {
      stopLooking();
      clearInterval(heartbeat);
      leave();
    });
  };

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither compressed nor gathered on its way.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** A response that has ended may still be on its way to a slow reader, and accepts no more writes. */
const write = (response: Response, text: string): void => {
  if (!response.writableEnded) response.write(text);
};

const send = (response: Response, event: 'progress' | 'end', progress: CampaignProgress): void =>
  write(response, `id: ${progress.at}\nevent: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);

/** Ends an answer whose key has ended. A record that is away ends nothing. Gives what ends the looking. */
const endWithKey = (
  isStillValid: StreamProgressDeps['isStillValid'],
  request: Request,
  response: Response,
): (() => void) => {
  const look = async () => {
    if (!(await isStillValid(request))) response.end();
  };
  const timer = setInterval(() => void look().catch(() => undefined), lookAtKeyEveryMs);
  return () => clearInterval(timer);
};

export type ProgressListener = {
  /** Called with the campaign's progress: at first, and after each change. */
  changed: (progress: CampaignProgress) => void;
  /** Nothing more will come. */
  closed: () => void;
};

type ProgressWatchDeps = { read: (id: string) => Promise<CampaignProgress>; everyMs: number };

type Watch = { listeners: Set<ProgressListener>; latest?: CampaignProgress };

/** All but the time at which it was read. */
const essenceOf = ({ at: _at, ...progress }: CampaignProgress): string => JSON.stringify(progress);

/** Reads the progress of campaigns with listeners, once per campaign for all of its listeners. */
export const makeProgressWatch = ({ read, everyMs }: ProgressWatchDeps) => {
  const watches = new Map<string, Watch>();
  const closing = new AbortController();

  const look = async (id: string, watch: Watch): Promise<void> => {
    const progress = await read(id);
    if (watch.latest && essenceOf(watch.latest) === essenceOf(progress)) return;
    watch.latest = progress;
    for (const listener of watch.listeners) listener.changed(progress);
  };

  const follow = async (id: string, watch: Watch): Promise<void> => {
    while (watch.listeners.size > 0) {
      // After an outage of the store the listeners continue.
      await look(id, watch).catch(() => undefined);
      await sleep(everyMs, undefined, { ref: false });
    }
    watches.delete(id);
  };

  return {
    /** Gives what ends the listening. */
    listen: (id: string, listener: ProgressListener): (() => void) => {
      if (closing.signal.aborted) {
        listener.closed();
        return () => undefined;
      }
      const known = watches.get(id);
      const watch: Watch = known ?? { listeners: new Set() };
      watch.listeners.add(listener);
      if (watch.latest) listener.changed(watch.latest);
      if (!known) {
        watches.set(id, watch);
        void follow(id, watch);
      }
      return () => void watch.listeners.delete(listener);
    },
    /** Ends all listening, now and from now on. */
    close: (): void => {
      closing.abort();
      for (const { listeners } of watches.values()) {
        for (const listener of listeners) listener.closed();
        listeners.clear();
      }
    },
  };
};
type ProgressWatch = ReturnType<typeof makeProgressWatch>;
