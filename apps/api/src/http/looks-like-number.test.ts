import { expect, it } from 'vitest';
import { looksLikeNumber } from './looks-like-number.ts';

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
