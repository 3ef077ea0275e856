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

it('is the same for both spellings of a Brazilian number', () => {
  expect(windows.isOpen('whatsapp:+554188887777', sender)).toBe(true);
});
