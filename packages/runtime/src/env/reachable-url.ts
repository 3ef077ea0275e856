import { BlockList, isIP } from 'node:net';
import type { z } from 'zod';

type Environment = {
  PUBLIC_URL?: string | undefined;
  TWILIO_ACCOUNT_SID?: string | undefined;
  TWILIO_API_BASE_URL: string;
};

/** Refuses a PUBLIC_URL that Twilio cannot reach, and a simulator behind a public one: nobody would get a message. */
export const refuseUnreachableUrl = (env: Environment, context: z.RefinementCtx): void => {
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
export const isSafeApiUrl = (url: string): boolean => {
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
