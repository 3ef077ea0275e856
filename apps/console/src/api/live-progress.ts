import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Campaign, CampaignProgress } from '@recado/contract';
import { campaignKey } from './campaigns.ts';

const failuresBeforePolling = 3;
const pollEveryMs = 5_000;
const streamAgainAfterMs = 30_000;
const closeWhenHiddenForMs = 60_000;

/** A stream brings each change at once. Where it breaks, the page asks every five seconds and tries the stream again. */
export type Live = 'stream' | 'polling' | 'off';

/** Keeps a campaign's figures up to date while it moves, and until its last delivery is known. */
export const useLiveProgress = ({ id, status, progress }: Campaign): Live => {
  const client = useQueryClient();
  const isHidden = useHiddenForLong();
  const [isBroken, setBroken] = useState(false);
  const isMoving = status === 'running' || status === 'paused' || status === 'scheduled';
  const by = progress?.by_status;
  const awaitsDelivery = !isMoving && by !== undefined && by.sent + by.sending + by.accepted > 0;
  const live: Live = isHidden
    ? 'off'
    : isMoving && !isBroken
      ? 'stream'
      : isMoving || awaitsDelivery
        ? 'polling'
        : 'off';

  useEffect(() => {
    if (live !== 'stream') return undefined;
    return openStream(client, id, () => setBroken(true));
  }, [client, id, live]);

  useEffect(() => {
    if (live !== 'polling') return undefined;
    const poll = setInterval(
      () => void client.invalidateQueries({ queryKey: campaignKey(id), exact: true }),
      pollEveryMs,
    );
    const streamAgain = setTimeout(() => setBroken(false), streamAgainAfterMs);
    return () => {
      clearInterval(poll);
      clearTimeout(streamAgain);
    };
  }, [client, id, live]);

  return live;
};

/** Returns how to close the stream. `onBroken` is called after three failures in a row. */
const openStream = (client: QueryClient, id: string, onBroken: () => void): (() => void) => {
  const source = new EventSource(`/v1/campaigns/${id}/stream`);
  let failures = 0;
  const take = (event: MessageEvent<string>) => {
    failures = 0;
    takeProgress(client, id, JSON.parse(event.data) as CampaignProgress);
  };
  source.addEventListener('progress', take);
  source.addEventListener('end', (event) => {
    take(event);
    source.close();
    void client.invalidateQueries({ queryKey: campaignKey(id), exact: true });
  });
  source.addEventListener('error', () => {
    failures += 1;
    // Asks by a plain request, too: it tells a lost session from a lost connection.
    void client.invalidateQueries({ queryKey: campaignKey(id), exact: true });
    if (failures < failuresBeforePolling && source.readyState !== EventSource.CLOSED) return;
    source.close();
    onBroken();
  });
  return () => source.close();
};

/** Shows newer figures only, so that no figure goes backwards. A new status brings new events. */
const takeProgress = (client: QueryClient, id: string, progress: CampaignProgress): void => {
  let isNewStatus = false;
  client.setQueryData<Campaign>(campaignKey(id), (known) => {
    if (!known || (known.progress && known.progress.at > progress.at)) return known;
    isNewStatus = known.status !== progress.status;
    return { ...known, status: progress.status, progress };
  });
  if (isNewStatus) void client.invalidateQueries({ queryKey: campaignKey(id), exact: true });
};

/** A tab that nobody has looked at for a minute needs no stream. */
const useHiddenForLong = (): boolean => {
  const [isHidden, setHidden] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setHidden(true), closeWhenHiddenForMs);
      else setHidden(false);
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return isHidden;
};
