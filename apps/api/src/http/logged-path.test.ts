import { expect, it } from 'vitest';
import { loggedPath } from './logged-path.ts';

it.each([
  ['/v1/messages', '/v1/messages'],
  ['/v1/messages?to=%2B5511987654321&reference=a', '/v1/messages'],
  [
    '/v1/messages/019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90/cancel',
    '/v1/messages/019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90/cancel',
  ],
  ['/v1/contacts/+5511987654321', '/v1/contacts/****'],
  ['/v1/contacts/%2B5511987654321/export', '/v1/contacts/****/export'],
  ['/v1/contacts/11987654321/', '/v1/contacts/****/'],
  ['/v1/contacts/(11)98765-4321', '/v1/contacts/****'],
  ['/v1/contacts/+55%2011%2098765-4321', '/v1/contacts/****'],
  ['/v1/contacts/whatsapp:%2B5511987654321/export', '/v1/contacts/****/export'],
  ['/v1/contacts/%252B5511987654321', '/v1/contacts/****'],
  ['/V1/Contacts/maria%405511987654321', '/V1/Contacts/****'],
  ['/v1/contacts/55/11987654321', '/v1/contacts/****/****'],
  ['/v1/contact/tel:5511987654321', '/v1/contact/****'],
])('logs %s as %s', (url, path) => expect(loggedPath(url)).toBe(path));

it('reads a long path in no time', () => {
  const began = performance.now();
  loggedPath(`/${'1-'.repeat(8_000)}a`);
  expect(performance.now() - began).toBeLessThan(100);
});

it('cuts what is too long', () => expect(loggedPath(`/${'a'.repeat(9999)}`)).toHaveLength(200));
