import { setTimeout as sleep } from 'node:timers/promises';
import { CampaignProgress } from '@recado/contract';
import { Failure } from '../failure.ts';
import { readEvents } from './read-events.ts';

type Open = (signal: AbortSignal) => Promise<Response>;

const again = { afterMs: 2_000, patienceMs: 300_000 };
/** The API gives a sign of life every 15 s. */
const silenceMs = 45_000;

const mayPass = new Set(['api_unreachable', 'unavailable', 'strange_answer']);

/** Whether another try may do: a connection that broke, or an API that is down for a moment. */
const isPassing = (error: unknown): boolean => !(error instanceof Failure) || mayPass.has(error.code);

const readProgress = (data: string): CampaignProgress => {
  const progress = CampaignProgress.safeParse(JSON.parse(data));
  if (progress.success) return progress.data;
  throw new Failure('other_version', 'the API tells a progress that this version does not understand', {
    cause: progress.error,
  });
};

/** One connection's worth of progress; true when it was told that no more is to come. */
async function* listenOnce(open: Open, onSign: () => void): AsyncGenerator<CampaignProgress, boolean> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const { body } = await open(silence.signal);
    if (!body) return false;
    const onAnySign = () => {
      timer.refresh();
      onSign();
    };
    for await (const { event, data } of readEvents(body, onAnySign)) {
      if (event === 'progress') yield readProgress(data);
      if (event === 'end') return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Yields each progress that the API tells until it says that it was the last. Connects anew when a connection breaks, for
 * up to five minutes without a word; throws at once when it was never heard, or is refused.
 */
export async function* followProgress(open: Open, { afterMs, patienceMs } = again): AsyncGenerator<CampaignProgress> {
  let heardAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      const isOver = yield* listenOnce(open, () => {
        heardAt = Date.now();
      });
      if (isOver) return;
    } catch (error) {
      if (!isPassing(error) || Date.now() - heardAt > patienceMs) throw error;
    }
    await sleep(afterMs);
  }
}
