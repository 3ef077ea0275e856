import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const compose = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');
const services = new Map(
  compose
    .slice(compose.indexOf('\nservices:\n'), compose.indexOf('\nnetworks:\n'))
    .split(/^ {2}(?=\w+:$)/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf(':')), text] as const),
);

const units: Record<string, number> = { m: 1, g: 1_024 };

/** Reads `512MB`, `1g` or the default of a variable. */
const megabytes = (text: string | undefined): number => {
  const [, amount, unit = ''] = /(\d+)([mg])b?\}?$/i.exec(text ?? '') ?? [];
  return Number(amount) * (units[unit.toLowerCase()] ?? Number.NaN);
};
const limitOf = (name: string) => megabytes(/^ {4}mem_limit: (.*)$/m.exec(services.get(name) ?? '')?.[1]);

it('each service that stays up has a limit of memory', () => {
  const lasting = [...services].filter(([, text]) => !text.includes("restart: 'no'")).map(([name]) => name);
  expect(lasting.length).toBeGreaterThan(8);
  expect(lasting.filter((name) => !(limitOf(name) > 0))).toEqual([]);
});

it('a store stays within its limit by its own settings', () => {
  const pages = megabytes(/shared_buffers=(\S+)/.exec(services.get('postgres') ?? '')?.[1]);
  const jobs = megabytes(/--maxmemory,\s+'(.*)'/.exec(services.get('redis') ?? '')?.[1]);
  expect(limitOf('postgres')).toBeGreaterThanOrEqual(4 * pages);
  expect(limitOf('redis')).toBeGreaterThanOrEqual(2 * jobs);
  expect(services.get('redis')).toMatch(/--maxmemory-policy,\s+noeviction/);
});
