import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { HttpUrl, httpUrlShape, integer, variable } from '../variable.ts';
import type { PublicUrlEnv } from './service.ts';

/** The Twilio account that sends the messages. */
export const TwilioEnv = z.object({
  TWILIO_ACCOUNT_SID: variable(z.string().regex(/^AC[0-9a-fA-F]{32}$/), {
    shape: 'AC and 32 hexadecimal digits',
    remedy: "Set it to the account's SID from Twilio's console.",
    needs: 'TWILIO_AUTH_TOKEN',
  }),
  TWILIO_AUTH_TOKEN: variable(z.string().regex(/^[^,\s]+(,[^,\s]+)?$/), {
    shape: "the account's auth token, or current,previous while it is being replaced",
    remedy:
      "Set it to the account's auth token from Twilio's console: webhooks are checked with it. The first of two signs in.",
    secret: true,
  }),
  TWILIO_API_KEY: variable(
    z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/)
      .optional(),
    {
      shape: 'SK and 32 hexadecimal digits',
      remedy: 'Set TWILIO_API_KEY and TWILIO_API_SECRET together, or neither.',
      needs: 'TWILIO_API_SECRET',
    },
  ),
  TWILIO_API_SECRET: variable(z.string().optional(), {
    shape: "the API key's secret",
    remedy: 'Set TWILIO_API_KEY and TWILIO_API_SECRET together, or neither.',
    secret: true,
    needs: 'TWILIO_API_KEY',
  }),
  TWILIO_API_BASE_URL: variable(HttpUrl.refine((url) => isSafeApiUrl(url)).default('https://api.twilio.com'), {
    shape: `${httpUrlShape}: https, or a host of this machine or a private network`,
    remedy: "Set it to the simulator's address, or unset it for Twilio's own.",
  }),
  TWILIO_TIMEOUT_MS: integer({
    min: 1,
    max: 600_000,
    default: 30_000,
    meaning: 'how long a request to Twilio may take, in milliseconds',
  }),
});

/** Returns the options of a Twilio client. */
export const twilioOf = (env: z.infer<typeof TwilioEnv> & z.infer<typeof PublicUrlEnv> & z.infer<typeof ProxyEnv>) => ({
  accountSid: env.TWILIO_ACCOUNT_SID,
  authToken: env.TWILIO_AUTH_TOKEN.split(',')[0] ?? '',
  /** Webhooks signed with any of these tokens are accepted. */
  webhookAuthTokens: env.TWILIO_AUTH_TOKEN.split(','),
  ...(env.TWILIO_API_KEY &&
    env.TWILIO_API_SECRET && { apiKey: { sid: env.TWILIO_API_KEY, secret: env.TWILIO_API_SECRET } }),
  baseUrl: env.TWILIO_API_BASE_URL,
  timeoutMs: env.TWILIO_TIMEOUT_MS,
  publicUrl: env.PUBLIC_URL,
  ...withProxy(env),
});

/** A simulator is never behind the proxy. */
const withProxy = (env: z.infer<typeof ProxyEnv> & { TWILIO_API_BASE_URL: string }) => {
  const { TWILIO_API_BASE_URL: baseUrl } = env;
  const proxy = proxyOf(env, isTwilio(baseUrl) ? undefined : new URL(baseUrl).hostname);
  return proxy ? { proxy } : {};
};

/** Refuses a path, as undici does. It is loaded too late to refuse it at the start. */
const isProxyUrl = (value: string): boolean => {
  const url = URL.parse(value);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname + url.search + url.hash === '/';
  return isOrigin && canDecode(url.username) && canDecode(url.password);
};

const canDecode = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** The whole value may be a password by mistake, so it is never printed. */
const proxyUrl = (name: string) =>
  variable(z.string().refine(isProxyUrl).optional(), {
    shape: 'http://host:port or http://user:password@host:port',
    remedy: `Set ${name} to the address of the HTTP proxy, with special characters of the password percent-encoded, or unset it.`,
    secret: true,
  });

const hosts = variable(z.string().optional(), {
  shape: 'hosts with commas between them',
  remedy: 'Set it to the hosts that are reached without the proxy, or unset it.',
});

/** Names the proxy of outgoing requests, by the usual names. Names in lower case come first. */
export const ProxyEnv = z.object({
  HTTPS_PROXY: proxyUrl('HTTPS_PROXY'),
  https_proxy: proxyUrl('https_proxy'),
  HTTP_PROXY: proxyUrl('HTTP_PROXY'),
  http_proxy: proxyUrl('http_proxy'),
  NO_PROXY: hosts,
  no_proxy: hosts,
});

/** Fits the options of undici's EnvHttpProxyAgent. An empty text means no proxy. */
export type Proxy = { httpProxy: string; httpsProxy: string; noProxy: string };

const loopback = ['localhost', '127.0.0.1', '::1'];

/**
 * Returns the proxy of outgoing requests; `undefined` without one. Loopback addresses and `direct`, a host, are always
 * reached without it.
 */
export const proxyOf = (env: z.infer<typeof ProxyEnv>, direct?: string): Proxy | undefined => {
  const httpProxy = env.http_proxy ?? env.HTTP_PROXY ?? '';
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY ?? httpProxy;
  if (!httpProxy && !httpsProxy) return undefined;
  const given = env.no_proxy ?? env.NO_PROXY;
  const noProxy = [...loopback, ...(direct === undefined ? [] : [direct]), ...(given === undefined ? [] : [given])];
  return { httpProxy, httpsProxy, noProxy: noProxy.join(',') };
};

type UrlEnvironment = {
  PUBLIC_URL?: string | undefined;
  TWILIO_ACCOUNT_SID?: string | undefined;
  TWILIO_API_BASE_URL: string;
};

/** Refuses a PUBLIC_URL that Twilio cannot reach, and a simulator behind a public one: nobody would get a message. */
export const refuseUnreachableUrl = (env: UrlEnvironment, context: z.RefinementCtx): void => {
  const { PUBLIC_URL: publicUrl, TWILIO_ACCOUNT_SID: account, TWILIO_API_BASE_URL: baseUrl } = env;
  if (!publicUrl || !account) return;
  const url = new URL(publicUrl);
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (isTwilio(baseUrl)) {
    const message = obstacleOf(url);
    if (message) refuse('PUBLIC_URL', message);
  } else if (url.protocol === 'https:' && isPublic(url.hostname))
    refuse('TWILIO_API_BASE_URL', "Twilio's address, and no simulator, because PUBLIC_URL is public");
};

/** It is false for the simulator. */
export const isTwilio = (baseUrl: string): boolean => /(^|\.)twilio\.com$/.test(new URL(baseUrl).hostname);

const obstacleOf = ({ hostname, username, password }: URL): string | undefined => {
  if (username || password) return 'a URL without user and password, which Twilio does not accept';
  return isPrivate(withoutBrackets(hostname))
    ? 'a host that Twilio reaches from the Internet: not localhost or a private network'
    : undefined;
};

const isPublic = (hostname: string): boolean =>
  !isPrivate(withoutBrackets(hostname)) && !/(^|\.)example(\.com|\.net|\.org)?\.?$/i.test(hostname);

/** The auth token is sent to this address, so a network that others can listen on needs https. */
const isSafeApiUrl = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isPrivate(withoutBrackets(hostname));
};

const withoutBrackets = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

const isPrivate = (host: string): boolean => {
  const family = isIP(host);
  if (family) return privateNetworks.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || /\.(localhost|local|internal|lan|home\.arpa|test|invalid)\.?$/i.test(host);
};

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv6');
