import { BlockList, isIP } from 'node:net';
import type { z } from 'zod';

type Environment = {
  PUBLIC_URL?: string | undefined;
  TWILIO_ACCOUNT_SID?: string | undefined;
  TWILIO_API_BASE_URL: string;
};

/** Refuses a PUBLIC_URL that Twilio cannot reach, unless requests go to a simulator. */
export const refuseUnreachableUrl = (env: Environment, context: z.RefinementCtx): void => {
  const { PUBLIC_URL: publicUrl, TWILIO_ACCOUNT_SID: account, TWILIO_API_BASE_URL: baseUrl } = env;
  if (!publicUrl || !account || !isTwilio(baseUrl)) return;
  const message = obstacleOf(new URL(publicUrl));
  if (message) context.addIssue({ code: 'custom', path: ['PUBLIC_URL'], message });
};

export const isTwilio = (baseUrl: string): boolean => /(^|\.)twilio\.com$/.test(new URL(baseUrl).hostname);

const obstacleOf = ({ hostname, username, password }: URL): string | undefined => {
  if (username || password) return 'a URL without user and password, which Twilio does not accept';
  return isPrivate(hostname.replace(/^\[|\]$/g, ''))
    ? 'a host that Twilio reaches from the Internet: not localhost or a private network'
    : undefined;
};

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
