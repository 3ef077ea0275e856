import { fileURLToPath } from 'node:url';

/**
 * The environment variable that gives all processes of a run one compile cache. Only the first process of a program then
 * compiles it. The cache is deleted with `node_modules`.
 */
export const compileCache = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../node_modules/.cache/recado-tests', import.meta.url)),
};
