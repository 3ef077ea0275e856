import { EventEmitter, once } from 'node:events';
import type { Readable } from 'node:stream';

const waitMs = 20_000;

export interface Output {
  /** All that was written so far, stdout and stderr as they came. */
  text(): string;
  /** The first line, past or coming, that matches; rejects after 20 s, and when the process ends without one. */
  waitForLine(pattern: RegExp): Promise<string>;
}

/** Collects what a process writes, line by line. */
export function collectOutput(streams: readonly Readable[], ended: Promise<unknown>): Output {
  const news = new EventEmitter().setMaxListeners(0);
  let text = '';
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      news.emit('more');
    });
  }
  let over = false;
  void ended.finally(() => {
    over = true;
    news.emit('more');
  });

  async function waitForLine(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(waitMs);
    for (;;) {
      const line = text.split('\n').find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      if (over) throw new Error(`The process ended without a line like ${String(pattern)}:\n${text}`);
      await once(news, 'more', { signal }).catch((cause: unknown) => {
        throw new Error(`No line like ${String(pattern)} within ${waitMs} ms:\n${text}`, { cause });
      });
    }
  }

  return { text: () => text, waitForLine };
}
