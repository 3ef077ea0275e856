import { expect, it } from 'vitest';
import { validityPeriodOf } from './validity.ts';

const now = new Date('2026-11-22T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

it.each([
  ['what ends with nothing is not limited', {}, undefined],
  ['ends with the validity', { validUntil: after(600) }, 600],
  ['ends with the window', { windowUntil: after(300) }, 300],
  ['ends with whichever ends first', { validUntil: after(600), windowUntil: after(300) }, 300],
  ['is rounded down', { windowUntil: after(59.999) }, 59],
  ["is at most Twilio's ten hours", { windowUntil: after(11 * 3600) }, 36_000],
  ['is at least a second', { windowUntil: after(-5) }, 1],
])('%s', (_, ends, seconds) => expect(validityPeriodOf(ends, now)).toBe(seconds));
