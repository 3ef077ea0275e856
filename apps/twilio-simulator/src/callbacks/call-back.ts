import { parseOverrides } from './overrides.ts';
import type { Post } from './post.ts';
import { sign } from './sign.ts';

export type CallBackDeps = {
  authToken: string;
  post: Post;
  sleep: (ms: number) => Promise<void>;
  /** Milliseconds. */
  now: () => number;
};

const firstPauseMs = 200;

/**
 * Makes one status callback as its URL's fragment asks: so many retries, for such reasons, all within the total time.
 * True when it was taken. Every attempt carries the same idempotency token.
 */
export const makeCallBack =
  ({ authToken, post, sleep, now }: CallBackDeps) =>
  async (target: string, parameters: Record<string, string>): Promise<boolean> => {
    const [url = '', fragment = ''] = target.split('#', 2);
    const overrides = parseOverrides(fragment);
    const deadline = now() + overrides.totalTimeout;
    const callback = sign(authToken, url, parameters);
    for (let attempt = 0; ; attempt += 1) {
      const readTimeout = Math.min(overrides.readTimeout, deadline - now());
      const refused = await post(callback, { connectTimeout: overrides.connectTimeout, readTimeout });
      if (refused === undefined) return true;
      if (attempt >= overrides.retries || !overrides.retryOn.has(refused)) return false;
      const pause = firstPauseMs * 2 ** attempt;
      if (now() + pause >= deadline) return false;
      await sleep(pause);
    }
  };
export type CallBack = ReturnType<typeof makeCallBack>;
