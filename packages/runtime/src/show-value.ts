const longest = 60;

/** A value as a mistake's line may quote it: short, on one line, without credentials, keys or phone numbers. */
export function showValue(value: unknown, secret: boolean): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (secret) return `a value of ${text.length} characters`;
  const shown = shorten(hidePhones(hideCredentials(text)));
  return typeof value === 'string' ? JSON.stringify(shown) : shown;
}

/** What stands before the last `@` may be a password, whether or not the rest is a URL; so may a URL's query. */
function hideCredentials(text: string): string {
  const scheme = /^[a-z][a-z0-9+]*:\/\//i.exec(text)?.[0] ?? '';
  const at = text.lastIndexOf('@');
  const rest = at < 0 ? text.slice(scheme.length) : `…${text.slice(at)}`;
  return scheme + (scheme || at >= 0 ? rest.replace(/\?.*$/s, '?…') : rest);
}

function hidePhones(text: string): string {
  return text.replaceAll(/\+?\d{8,}/g, (digits) => `${digits.slice(0, 3)}…`);
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
