import { describe, expect, it } from 'vitest';
import { loggedPath, looksLikeNumber } from './request-log.ts';

describe('the logged path', () => {
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
    loggedPath(`/${'1-'.repeat(1_000_000)}a`);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it('cuts what is too long', () => expect(loggedPath(`/${'a'.repeat(9999)}`)).toHaveLength(200));
});

describe('a phone number in a path', () => {
  it.each([
    '5511987654321',
    '+5511987654321',
    '%2B5511987654321',
    '%2B%35%35%31%31%39%38%37%36%35%34%33%32%31',
    '(11)98765-4321',
    '+55%2011%2098765-4321',
    '+55%C2%A011%C2%A0987654321',
    '55_11_987654321',
    '55,11,987654321',
    'whatsapp:%2B5511987654321',
    'tel:+5511987654321',
    '%EF%BC%95%EF%BC%95%EF%BC%91%EF%BC%91%EF%BC%99%EF%BC%98%EF%BC%97%EF%BC%96',
    '98765432%',
  ])('takes %s for a number', (part) => expect(looksLikeNumber(part)).toBe(true));

  it.each([
    '',
    'v1',
    'messages',
    '2026',
    'order-20261123',
    'SM0123456789',
    '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
    '%E4%BD%A0%E5%A5%BD',
  ])('takes %j for none', (part) => expect(looksLikeNumber(part)).toBe(false));
});
