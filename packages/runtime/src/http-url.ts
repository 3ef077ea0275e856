import { z } from 'zod';

function isBareHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  // Paths are appended to it, and Twilio takes no underscore in a host's name.
  return !/[?#]/.test(value) && !url.hostname.includes('_');
}

/** An absolute http or https URL, its last slash taken off, so that a path can be appended. */
export const HttpUrl = z
  .string()
  .refine(isBareHttpUrl)
  .transform((url) => url.replace(/\/+$/, ''));
export const httpUrlShape = 'an absolute http:// or https:// URL without query or fragment';
