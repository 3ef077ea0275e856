import { describe, expect, it } from 'vitest';
import { ConfigError, parseEnv } from '../config.ts';
import { ProxyEnv, proxyOf } from './proxy.ts';

const proxy = 'http://proxy.example.com:3128';
const other = 'http://other.example.com:3128';
const read = (env: Record<string, string>, direct?: string) => proxyOf(parseEnv(ProxyEnv, env), direct);

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
    const { noProxy: _, ...found } = read(env) ?? {};
    expect(found).toEqual(expected);
  });

  it('is not used for loopback, the given host and the hosts of NO_PROXY', () => {
    const hosts = (env: Record<string, string>, direct?: string) =>
      read({ HTTPS_PROXY: proxy, ...env }, direct)?.noProxy;
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
