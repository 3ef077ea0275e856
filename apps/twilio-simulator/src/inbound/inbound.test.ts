import { beforeEach, expect, it } from 'vitest';
import { makeServiceWindows, type ServiceWindows } from './inbound.ts';

const hourMs = 3_600_000;
const [person, sender] = ['whatsapp:+5541988887777', 'whatsapp:+551150289876'];

let now = 0;
let windows: ServiceWindows;
beforeEach(() => {
  now = 0;
  windows = makeServiceWindows(() => now);
  windows.hear(person, sender);
});

it('is open for 24 hours from the last that a person wrote', () => {
  now = 20 * hourMs;
  windows.hear(person, sender);
  now = 44 * hourMs - 1;
  expect(windows.isOpen(person, sender)).toBe(true);
  now += 1;
  expect(windows.isOpen(person, sender)).toBe(false);
});

it('is one person’s with one sender', () => {
  expect(windows.isOpen('whatsapp:+5541988887778', sender)).toBe(false);
  expect(windows.isOpen(person, 'whatsapp:+551150289877')).toBe(false);
});

it.each([
  ['+5541988887777', '+554188887777'],
  ['+525541637145', '+5215541637145'],
  ['+5491123456789', '+541123456789'],
])('is the same for %s and %s', (one, other) => {
  for (const [writes, gets] of [
    [one, other],
    [other, one],
  ] as const) {
    windows.hear(`whatsapp:${writes}`, `whatsapp:${gets}0`);
    expect(windows.isOpen(`whatsapp:${gets}`, `whatsapp:${gets}0`)).toBe(true);
  }
});
