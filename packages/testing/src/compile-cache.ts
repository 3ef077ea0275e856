import { fileURLToPath } from 'node:url';

/**
 * For the environment of every process of a run: Node keeps here what it compiled, so that only the first process of a
 * program pays for it. It goes with `node_modules`.
 */
export const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../node_modules/.cache/recado-tests', import.meta.url)),
};
