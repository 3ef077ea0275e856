const longest = 60;

/** A value as a mistake's line may quote it: short, on one line, without credentials, keys or phone numbers. */
export function showValue(value: unknown, secret: boolean): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (secret) return `a value of ${text.length} characters`;
  const shown = shorten(hidePhones(hideCredentials(text)));
  return typeof value === 'string' ? JSON.stringify(shown) : shown;
}

/** What stands before the last `@` may be a password, whether or not the rest is a URL; so may a query. */
function hideCredentials(text: string): string {
  const host = text.slice(text.lastIndexOf('@') + 1);
  if (host.length === text.length) return text;
  const scheme = /^[a-z][a-z0-9+]*:\/\//i.exec(text)?.[0] ?? '';
  return `${scheme}…@${host.replace(/\?.*$/s, '?…')}`;
}

function hidePhones(text: string): string {
  return text.replaceAll(/\+?\d{8,}/g, (digits) => `${digits.slice(0, 3)}…`);
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
