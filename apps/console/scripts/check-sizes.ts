import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** The most that a phone has to load, in KiB after gzip. */
const budgets = { 'first load of JavaScript': 230, 'each later script': 85, 'all styles': 20, 'all JavaScript': 450 };

const dist = new URL('../dist/', import.meta.url).pathname;
const sizeOf = (path: string): number => gzipSync(readFileSync(dist + path)).length / 1024;
const sum = (paths: string[]): number => paths.reduce((total, path) => total + sizeOf(path), 0);

const scripts = globSync('assets/*.js', { cwd: dist });
const languages = scripts.filter((path) => /\/(?:en|es|pt-BR)-/.test(path));
const index = readFileSync(`${dist}index.html`, 'utf8');
const first = scripts.filter((path) => index.includes(path));
const later = scripts.filter((path) => !first.includes(path));

const measured: Record<keyof typeof budgets, number> = {
  // One language is loaded before the first page is shown.
  'first load of JavaScript': sum(first) + Math.max(...languages.map(sizeOf)),
  'each later script': Math.max(...later.map(sizeOf)),
  'all styles': sum(globSync('assets/*.css', { cwd: dist })),
  'all JavaScript': sum(scripts),
};

const names = Object.keys(budgets) as (keyof typeof budgets)[];
const over = names.filter((name) => measured[name] > budgets[name]);
process.stdout.write(
  `${names.map((name) => `${name} ${measured[name].toFixed(0)} of ${budgets[name]} KiB`).join(', ')}\n`,
);
for (const name of over) process.stderr.write(`${name} is over its budget. Load less, or load it later.\n`);
process.exitCode = over.length > 0 ? 1 : 0;
