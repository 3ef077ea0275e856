import { describe, expect, it } from 'vitest';
import { inboundUrlOf, makeStatusCallbackUrl } from './webhook-urls.ts';

describe('the URL for status callbacks', () => {
  it.each(['https://recado.example.com', 'https://recado.example.com/'])(
    'names the message in the path under %s',
    (base) => {
      const url = new URL(makeStatusCallbackUrl(base)('0199b0c2-aaaa-7000-8000-000000000001'));
      expect(url.origin + url.pathname).toBe(
        'https://recado.example.com/webhooks/twilio/status/0199b0c2-aaaa-7000-8000-000000000001',
      );
    },
  );

  it('keeps the path of the public URL', () => {
    expect(makeStatusCallbackUrl('https://example.com/recado/')('m1')).toContain('/recado/webhooks/twilio/status/m1#');
  });

  it('asks for five tries after any failure, with time for more than one in the 15 s that Twilio gives', () => {
    const overrides = new URLSearchParams(new URL(makeStatusCallbackUrl('https://example.com')('m1')).hash.slice(1));
    expect(Object.fromEntries(overrides)).toMatchObject({ rc: '5', rp: 'all' });
    const [connect, read, total] = ['ct', 'rt', 'tt'].map((name) => Number(overrides.get(name)));
    expect((connect ?? 0) + (read ?? 0)).toBeLessThan((total ?? 0) / 2);
    expect(total).toBeLessThanOrEqual(15_000);
  });
});

it('sends inbound messages to a path of the public URL, with the same overrides', () => {
  const [inbound, status] = [
    inboundUrlOf('https://example.com/recado/'),
    makeStatusCallbackUrl('https://example.com')('m'),
  ];
  expect(inbound.split('#')).toEqual(['https://example.com/recado/webhooks/twilio/inbound', status.split('#')[1]]);
});
