import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, parseEnv } from '../config.ts';
import { PublicUrlEnv } from './service.ts';
import { ProxyEnv, proxyOf, refuseUnreachableUrl, TwilioEnv } from './twilio.ts';

const Env = z.object({ ...TwilioEnv.shape, ...PublicUrlEnv.shape }).superRefine(refuseUnreachableUrl);
const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };
const read = (url: string, more: object = {}) => parseEnv(Env, { ...account, PUBLIC_URL: url, ...more });

describe('with the real Twilio, PUBLIC_URL', () => {
  it.each([
    'http://localhost:3000',
    'http://api:3000',
    'http://shop.local',
    'http://shop.localhost',
    'https://api.shop.internal',
    'http://127.0.0.1:3000',
    'http://0.0.0.0',
    'https://10.1.2.3',
    'https://172.31.0.1',
    'https://192.168.1.1',
    'https://169.254.1.1',
    'https://100.64.0.1',
    'http://[::1]:3000',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://[::ffff:10.0.0.1]',
    'https://user:password@shop.example',
  ])('%s is refused in one line', (url) => {
    expect(() => read(url)).toThrow(/^PUBLIC_URL: expected a (host|URL) [^\n]+$/);
    expect(read(url, { TWILIO_API_BASE_URL: 'http://simulator:4010' }).PUBLIC_URL).toBe(url);
  });

  it.each(['https://shop.example', 'https://shop.example:8443/recado', 'https://172.32.0.1', 'https://203.0.113.7'])(
    '%s is accepted',
    (url) => {
      expect(read(url).PUBLIC_URL).toBe(url);
    },
  );
});

describe('with a simulator, PUBLIC_URL', () => {
  const simulator = { TWILIO_API_BASE_URL: 'http://127.0.0.1:4010' };

  it.each(['https://recado.shop.com.br', 'https://203.0.113.7'])('%s is refused in one line', (url) => {
    expect(() => read(url, simulator)).toThrow(/^TWILIO_API_BASE_URL: expected Twilio's address, [^\n]+$/);
  });

  it.each(['http://api:3000', 'https://localhost:3000', 'https://shop.local', 'https://shop.example'])(
    '%s is accepted',
    (url) => {
      expect(read(url, simulator).PUBLIC_URL).toBe(url);
    },
  );
});

describe("the address of Twilio's API", () => {
  it.each(['http://api.twilio.com', 'http://203.0.113.7', 'http://twilio.shop.com.br:8080'])(
    '%s is refused, because the auth token would be sent in the clear',
    (url) => {
      expect(() => read('http://api:3000', { TWILIO_API_BASE_URL: url })).toThrow(/^TWILIO_API_BASE_URL: [^\n]+https/);
    },
  );

  it.each([
    'https://api.twilio.com',
    'http://simulator:4010',
    'http://[::1]:4010',
    'http://10.0.0.5',
    'https://203.0.113.7',
  ])('%s is accepted', (url) => {
    const publicUrl = url.includes('twilio') ? 'https://shop.example' : 'http://api:3000';
    expect(read(publicUrl, { TWILIO_API_BASE_URL: url }).TWILIO_API_BASE_URL).toBe(url);
  });
});

describe('an auth token', () => {
  it.each(['token', 'current,previous'])('%s is accepted', (token) => {
    expect(read('https://shop.example', { TWILIO_AUTH_TOKEN: token }).TWILIO_AUTH_TOKEN).toBe(token);
  });

  it.each([',', 'a,', ',b', 'a, b', 'a,b,c'])('%o is refused', (token) => {
    expect(() => read('https://shop.example', { TWILIO_AUTH_TOKEN: token })).toThrow(/TWILIO_AUTH_TOKEN/);
  });
});

const proxy = 'http://proxy.example.com:3128';
const other = 'http://other.example.com:3128';
const readProxy = (env: Record<string, string>, direct?: string) => proxyOf(parseEnv(ProxyEnv, env), direct);

describe('the proxy of outgoing requests', () => {
  it.each([
    [{}, {}],
    [{ HTTPS_PROXY: proxy }, { httpsProxy: proxy, httpProxy: '' }],
    [
      { https_proxy: proxy, HTTPS_PROXY: other },
      { httpsProxy: proxy, httpProxy: '' },
    ],
    [{ HTTP_PROXY: proxy }, { httpsProxy: proxy, httpProxy: proxy }],
    [
      { http_proxy: other, HTTPS_PROXY: proxy },
      { httpsProxy: proxy, httpProxy: other },
    ],
    [{ HTTPS_PROXY: '', HTTP_PROXY: ' ' }, {}],
  ])('%j', (env, expected) => {
    const { noProxy: _, ...found } = readProxy(env) ?? {};
    expect(found).toEqual(expected);
  });

  it('is not used for loopback, the given host and the hosts of NO_PROXY', () => {
    const hosts = (env: Record<string, string>, direct?: string) =>
      readProxy({ HTTPS_PROXY: proxy, ...env }, direct)?.noProxy;
    expect(hosts({})).toBe('localhost,127.0.0.1,::1');
    expect(hosts({ NO_PROXY: '.corp,10.0.0.1:80' }, 'simulator')).toBe(
      'localhost,127.0.0.1,::1,simulator,.corp,10.0.0.1:80',
    );
    expect(hosts({ no_proxy: 'a.example.com', NO_PROXY: 'b.example.com' })).toMatch(/,a\.example\.com$/);
    // No setting sends requests for this machine to a proxy.
    expect(hosts({ NO_PROXY: '' })).toBe('localhost,127.0.0.1,::1');
  });

  it.each([
    ['HTTPS_PROXY', 'proxy:3128'],
    ['HTTP_PROXY', 'http://proxy:3128/very-secret'],
    ['https_proxy', 'socks5://me:very-secret@proxy:1080'],
    ['HTTP_PROXY', 'me:very-secret@proxy'],
    ['http_proxy', 'http://me:very-secret%zz@proxy:3128'],
    ['HTTPS_PROXY', 'http://me:very-secret@proxy:99999'],
  ])('names %s in one line if its value is %s, and never prints the password', (name, value) => {
    const failed = () => parseEnv(ProxyEnv, { [name]: value });
    expect(failed).toThrow(ConfigError);
    expect(failed).toThrow(
      new RegExp(`^${name}: expected http://host:port .*got a value of ${value.length} characters`),
    );
    expect(failed).not.toThrow(/very-secret/);
  });
});
