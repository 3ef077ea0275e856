import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlesFolder } from './bundles.ts';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/recado-tests', import.meta.url));

/**
 * The environment variable that gives all processes of a run one compile cache. Only the first process of a program then
 * compiles it. The cache is deleted with the bundles of the run, or else with `node_modules`.
 */
export const compileCache = { NODE_COMPILE_CACHE: bundlesFolder ? join(bundlesFolder, 'compile-cache') : cache };
