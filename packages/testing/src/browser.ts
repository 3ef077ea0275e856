import { existsSync } from 'node:fs';
import { env, isCI } from 'std-env';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: `CHROMIUM_PATH`, or the place of Debian's package. */
export const chromiumPath: string | undefined = env.CHROMIUM_PATH ?? places.find((path) => existsSync(path));

/** The folder in which tests of the console put pictures of its pages, or none. */
export const screenshotsFolder: string | undefined = env.RECADO_SCREENSHOTS;

/** Minutes for which a test watches a page for growing memory: one, or `RECADO_WATCH_MINUTES`. */
export const watchMinutes: number = Number(env.RECADO_WATCH_MINUTES ?? 1);

/** True if tests in a browser are skipped. In CI they fail instead. Debian's package is `chromium`. */
export const skipsBrowser: boolean = chromiumPath === undefined && !isCI;
