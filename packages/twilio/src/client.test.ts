import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { encodeForm, inboundUrlOf, makeRedirect, makeStatusCallbackUrl } from './client.ts';

const execFileAsync = promisify(execFile);

describe('the address of Twilio', () => {
  const messages = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json';
  const contents = 'https://content.twilio.com/v1/Content?PageSize=50';

  it.each([
    ['https://api.twilio.com', messages, messages],
    ['https://api.twilio.com', contents, contents],
    ['https://api.twilio.com/', contents, contents],
    ['https://api.sao-paulo.us1.twilio.com', messages, messages.replace('api.', 'api.sao-paulo.us1.')],
    ['https://api.dublin.ie1.twilio.com', contents, contents.replace('content.', 'content.dublin.ie1.')],
    ['http://127.0.0.1:4010', messages, 'http://127.0.0.1:4010/2010-04-01/Accounts/AC1/Messages.json'],
    ['http://127.0.0.1:4010', contents, 'http://127.0.0.1:4010/v1/Content?PageSize=50'],
    ['http://twilio-sim.local', messages, 'http://twilio-sim.local/2010-04-01/Accounts/AC1/Messages.json'],
    ['http://gateway/twilio/', contents, 'http://gateway/twilio/v1/Content?PageSize=50'],
    ['https://api.twilio.com.example.org', contents, 'https://api.twilio.com.example.org/v1/Content?PageSize=50'],
  ])('with %s as base, %s goes to %s', (base, uri, url) => {
    const { origin, path } = makeRedirect(base)(uri);
    expect(origin + path).toBe(url);
  });
});

describe('the body of a request', () => {
  it('encodes text, repeats the key of a list, and leaves out what is undefined', () => {
    const form = encodeForm({ Body: 'Olá & até já +1', ValidityPeriod: 60, MediaUrl: ['a', 'b'], From: undefined });
    expect(form).toBe('Body=Ol%C3%A1+%26+at%C3%A9+j%C3%A1+%2B1&ValidityPeriod=60&MediaUrl=a&MediaUrl=b');
  });
});

describe('webhook-urls', () => {
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
      expect(makeStatusCallbackUrl('https://example.com/recado/')('m1')).toContain(
        '/recado/webhooks/twilio/status/m1#',
      );
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
});

describe('twilio-node', () => {
  it('is loaded by load() or the first request, so that a start does not wait for it', async () => {
    // In a process of its own: other tests of this one load it.
    const script = `
      const { createTwilio } = await import(${JSON.stringify(import.meta.resolve('./client.ts'))});
      const { cache } = (await import('node:module')).createRequire(import.meta.url);
      const isLoaded = () => Object.keys(cache).some((file) => file.includes('/twilio/lib/rest/'));
      await using twilio = createTwilio({
        accountSid: 'AC${'0'.repeat(32)}', authToken: 'token', baseUrl: 'http://127.0.0.1:9', timeoutMs: 1_000,
        publicUrl: 'https://recado.example.com',
      });
      const before = isLoaded();
      await twilio.load();
      console.log(before, isLoaded());`;
    const { stdout } = await execFileAsync(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout.trim()).toBe('false true');
  });
});
