import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './redis-url.ts';

const local = { host: 'localhost', port: 6379 };

describe('parseRedisUrl', () => {
  it.each([
    ['redis://localhost', { kind: 'single', tls: false, ...local, db: 0 }],
    ['redis://localhost:6380/2', { kind: 'single', tls: false, host: 'localhost', port: 6380, db: 2 }],
    [
      'rediss://me:p%40ss@r:1',
      { kind: 'single', tls: true, username: 'me', password: 'p@ss', host: 'r', port: 1, db: 0 },
    ],
    ['redis://:secret@[::1]:7/', { kind: 'single', tls: false, password: 'secret', host: '::1', port: 7, db: 0 }],
    [
      'redis+cluster://a:1,b',
      {
        kind: 'cluster',
        tls: false,
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 6379 },
        ],
      },
    ],
    [
      'rediss+cluster://u:p@a',
      { kind: 'cluster', tls: true, username: 'u', password: 'p', nodes: [{ host: 'a', port: 6379 }] },
    ],
    [
      'redis+sentinel://a,b:2/store/3?sentinel_password=x%20y',
      {
        kind: 'sentinel',
        tls: false,
        sentinels: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 2 },
        ],
        master: 'store',
        db: 3,
        sentinelPassword: 'x y',
      },
    ],
  ])('reads %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://a,b',
    'redis://a/x',
    'redis://a:0',
    'redis://a:70000',
    'redis://a:x',
    'redis://:%zz@a',
    'redis+cluster://a/1',
    'redis+sentinel://a',
    'redis+sentinel://a/store/x',
    'redis+cluster://a,,b',
  ])('refuses %s', (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  });
});
