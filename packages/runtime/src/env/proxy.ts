import { z } from 'zod';
import { variable } from '../variable.ts';

const isProxyUrl = (value: string): boolean => {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && canDecode(url.username) && canDecode(url.password);
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
