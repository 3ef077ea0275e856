import { existsSync } from 'node:fs';
import { env, isCI } from 'std-env';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: `CHROMIUM_PATH`, or the place of Debian's package. */
export const chromiumPath: string | undefined = env.CHROMIUM_PATH ?? places.find((path) => existsSync(path));

/** True if tests in a browser are skipped. In CI they fail instead. Debian's package is `chromium`. */
export const skipsBrowser: boolean = chromiumPath === undefined && !isCI;
