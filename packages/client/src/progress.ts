import { RecadoProblem } from './problem.ts';
import { isPassing, sleep } from './retry.ts';
import type { CampaignProgress } from './types.ts';

type Open = (signal: AbortSignal) => Promise<Response>;

type Options = { signal?: AbortSignal; afterMs?: number; giveUpAfterMs?: number };

/**
 * Yields each progress until the event `end`. Reconnects after a broken connection, until the API was silent for five
 * minutes. Throws immediately if the first connection fails or is refused.
 */
export async function* followProgress(open: Open, options: Options): AsyncGenerator<CampaignProgress, void> {
  const { signal, afterMs = 2_000, giveUpAfterMs = 300_000 } = options;
  let heardAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      const isOver = yield* followOnce(open, signal, () => {
        heardAt = performance.now();
      });
      if (isOver) return;
    } catch (error) {
      signal?.throwIfAborted();
      if (isLasting(error) || performance.now() - heardAt > giveUpAfterMs) throw error;
    }
    await sleep(afterMs, signal);
  }
}

/** An error that is no problem comes from a connection that broke while its body was read. */
const isLasting = (error: unknown): boolean =>
  error instanceof RecadoProblem && error.type !== 'foreign-answer' && !isPassing(error);

/** Allows for several missed heartbeats: the API sends one every 15 s. */
const silenceMs = 45_000;

/** Yields the progress of one connection. Returns true after the event `end`. */
async function* followOnce(
  open: Open,
  signal: AbortSignal | undefined,
  onSign: () => void,
): AsyncGenerator<CampaignProgress, boolean> {
  const silent = new AbortController();
  const timeOut = () => setTimeout(() => silent.abort(), silenceMs);
  let timer = timeOut();
  try {
    const { body } = await open(signal ? AbortSignal.any([signal, silent.signal]) : silent.signal);
    if (!body) return false;
    for await (const { event, data } of readServerEvents(body, () => {
      clearTimeout(timer);
      timer = timeOut();
      onSign();
    })) {
      if (event === 'progress') yield JSON.parse(data) as CampaignProgress;
      if (event === 'end') return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

type ServerEvent = { event: string; data: string };

/** Yields Server-Sent Events as they arrive. `onSign` is called for every chunk, heartbeats included. */
async function* readServerEvents(
  body: ReadableStream<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onSign();
      const parts = `${rest}${decoder.decode(value, { stream: true })}`.split(/\r?\n\r?\n/);
      rest = parts.pop() ?? '';
      yield* parts.map(readServerEvent);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const readServerEvent = (text: string): ServerEvent => {
  const lines = text.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line));
  const valuesOf = (name: string) => lines.flatMap((line) => (line?.[1] === name ? [line[2] ?? ''] : []));
  return { event: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
};
