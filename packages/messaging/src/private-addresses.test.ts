import { expect, it } from 'vitest';
import { isPrivateAddress, isPrivateHost } from './private-addresses.ts';

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::1',
  'no address',
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));

it.each(['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is public',
  (address) => expect(isPrivateAddress(address)).toBe(false),
);

it.each([
  ['localhost', true],
  ['LOCALHOST.'.toLowerCase(), true],
  ['api.localhost', true],
  ['database', true],
  ['[::1]', true],
  ['127.0.0.1', true],
  ['example.com', false],
])('the host %s is private: %s', (host, isPrivate) => expect(isPrivateHost(host)).toBe(isPrivate));
