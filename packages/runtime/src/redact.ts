import { pino } from 'pino';

/**
 * Replaces secrets and personal data in plain objects and arrays, down to the depth limit. It costs a thirtieth of pino's
 * `redact` with wildcards, which supports only fixed depths. A value without secrets is returned itself, not copied.
 */
export const redact = <T>(value: T, depth = 0): T => {
  if (depth > deepest) return value;
  if (Array.isArray(value)) return redactList(value, depth) as T;
  return isPlain(value) ? (redactFields(value, depth) as T) : value;
};

/** Names of fields with personal data or secrets, in lower case and without `_` and `-`. */
const hidden = new Set([
  'to',
  'from',
  'body',
  'variables',
  'contentvariables',
  'phone',
  'authorization',
  'cookie',
  'setcookie',
  'xtwiliosignature',
  'apikey',
  'apisecret',
  'authtoken',
  'token',
  'secret',
  'password',
  'encryptionkeys',
  'indexkey',
  'databaseurl',
  'redisurl',
  'recadoapikey',
  'recadoencryptionkeys',
  'recadoindexkey',
  'twilioauthtoken',
  'twilioapisecret',
  'connectionstring',
  // An error quotes the arguments of a Redis command. In AUTH they are user and password.
  'args',
]);

const deepest = 6;
const known = new Map<string, boolean>();

const redactList = (list: readonly unknown[], depth: number): readonly unknown[] => {
  const clean = list.map((item) => redact(item, depth + 1));
  return clean.every((item, index) => item === list[index]) ? list : clean;
};

const redactFields = (fields: Readonly<Record<string, unknown>>, depth: number): Readonly<Record<string, unknown>> => {
  let clean: Record<string, unknown> | undefined;
  for (const key in fields) {
    const field = fields[key];
    const safe = isHidden(key) && field !== undefined ? '[redacted]' : redact(field, depth + 1);
    if (safe === field) continue;
    clean ??= { ...fields };
    clean[key] = safe;
  }
  return clean ?? fields;
};

/** Keys repeat in every line, so results are cached. The cache is bounded, because callers can choose some keys. */
const isHidden = (key: string): boolean => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = hidden.has(key.toLowerCase().replaceAll(/[_-]/g, ''));
  if (known.size < 1000) known.set(key, found);
  return found;
};

/** Holds the prototype of errors that pino serialized, including nested ones. */
const errorPrototype: unknown = Object.getPrototypeOf(pino.stdSerializers.err(new Error()));

/** The value is an object without a class, or an error that pino serialized. */
export const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || prototype === errorPrototype;
};
