import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { notesOf, type VariableNotes } from './variable.ts';

/**
 * Parses this process's environment. If it is invalid, each mistake is written to stderr and the process exits with 1.
 * Call it before anything listens.
 */
export const loadConfig = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => {
  try {
    return parseEnv(schema, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads only the variables that the schema names. An empty variable counts as unset. `NAME_FILE` names a file with the
 * value of `NAME`, such as a secret that a container gets.
 *
 * @param schema a zod object whose keys are variables' names, or such an object with a transform.
 * @throws {ConfigError} with every mistake at once.
 */
export const parseEnv = <Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> => {
  const variables = variablesOf(schema);
  const names = Object.keys(variables);
  const unreadable: Issue[] = [];
  const given = Object.fromEntries(
    names.map((name) => [name, readValue(name, env, (issue) => unreadable.push(issue))]),
  );
  const parsed = schema.safeParse(given);
  const failed = new Set(unreadable.map(({ name }) => name.replace(/_FILE$/, '')));
  const others = findIssues(variables, given, parsed.error?.issues ?? []).filter(({ name }) => !failed.has(name));
  const issues = [...unreadable, ...others];
  if (issues.length > 0 || !parsed.success) throw new ConfigError(issues);
  return parsed.data;
};

/** Secrets and lists of senders are far smaller. A file of another kind, such as a device, must not be read for ever. */
const longestFile = 65_536;

const readValue = (name: string, env: Environment, refuse: (issue: Issue) => void): string | undefined => {
  const valueOf = (variable: string): string | undefined => env[variable]?.trim() || undefined;
  const value = valueOf(name);
  const file = valueOf(`${name}_FILE`);
  if (file === undefined) return value;
  const issue = { name: `${name}_FILE`, expected: 'a readable file that holds a value', got: showValue(file, false) };
  if (value !== undefined) {
    refuse({ ...issue, expected: `no file because ${name} is set`, remedy: `Unset ${name}, or ${name}_FILE.` });
    return value;
  }
  const text = readText(file);
  if (text.value === undefined) refuse({ ...issue, remedy: `It ${text.obstacle}. Correct the file or the path.` });
  return text.value;
};

const readText = (file: string): { value: string | undefined; obstacle: string } => {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { value: undefined, obstacle: 'is not a file' };
    if (stats.size > longestFile) return { value: undefined, obstacle: `is longer than ${longestFile} bytes` };
    const value =
      readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim() || undefined;
    return { value, obstacle: 'is empty' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    return { value: undefined, obstacle: `cannot be read (${code})` };
  }
};

const variablesOf = (schema: z.core.$ZodType): z.core.$ZodShape => {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return variablesOf(schema.in);
  throw new TypeError('The schema of an environment must be a zod object, with or without a transform.');
};

type Variables = z.core.$ZodShape;

/** Converts zod's issues into mistakes, and adds unset variables that other variables need. */
const findIssues = (variables: Variables, given: Environment, issues: readonly z.core.$ZodIssue[]): Issue[] => {
  const wrong = issues.map((issue) => describeIssue(issue, variables, given));
  const named = new Set(issues.map((issue) => issue.path[0]));
  return [...wrong, ...findMissing(variables, given).filter(({ name }) => !named.has(name))];
};

const describeIssue = (issue: z.core.$ZodIssue, variables: Variables, given: Environment): Issue => {
  const [variable, ...inside] = issue.path;
  const name = String(variable);
  const notes = notesOfName(variables, name);
  const value = inside.length > 0 ? valueAt(given[name], inside) : given[name];
  return {
    name: inside.reduce<string>(
      (place, key) => place + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
      name,
    ),
    expected: expectation(issue, inside.length > 0 ? undefined : notes),
    got: showValue(value, notes?.secret ?? soundsSecret(name)),
    remedy: notes?.remedy ?? `Set ${name} to such a value.`,
  };
};

const soundsSecret = (name: string): boolean => /TOKEN|SECRET|PASSWORD|KEY/.test(name);

/** zod's own messages read `Invalid input: expected string, received undefined`. Our own messages stay unchanged. */
const expectation = (issue: z.core.$ZodIssue, notes: VariableNotes | undefined): string => {
  if (issue.code === 'unrecognized_keys') return `no ${issue.keys.join(', ')}`;
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message;
  return notes?.shape ?? issue.message.replace(/^.*?: expected /, '').replace(/, received .*$/, '');
};

/** Returns the offending part of a variable that holds JSON. */
const valueAt = (text: string | undefined, path: readonly PropertyKey[]): unknown => {
  let value: unknown = JSON.parse(text ?? 'null');
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
};

const findMissing = (variables: Variables, given: Environment): Issue[] =>
  Object.keys(variables).flatMap((name) => {
    const needed = given[name] === undefined ? undefined : notesOfName(variables, name)?.needs;
    if (needed === undefined || given[needed] !== undefined) return [];
    const notes = notesOfName(variables, needed);
    const expected = `${notes?.shape ?? 'a value'} because ${name} is set`;
    return [{ name: needed, expected, got: 'nothing', remedy: notes?.remedy ?? `Set ${needed}, or unset ${name}.` }];
  });

const notesOfName = (variables: Variables, name: string): VariableNotes | undefined => {
  const schema = variables[name];
  return schema && notesOf(schema);
};

/** Describes a mistake in one variable. */
export type Issue = {
  /** Holds the variable, with the path inside a structured value, for example `RECADO_SENDERS[1].mps`. */
  name: string;
  expected: string;
  /** Holds the value, shortened and without secrets, or `nothing`. */
  got: string;
  remedy: string;
};

/** Describes an error that lists every mistake in the environment, one per line. */
export class ConfigError extends Error {
  readonly code = 'invalid_environment';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[], options?: ErrorOptions) {
    super(issues.map(toLine).join('\n'), options);
    this.name = 'ConfigError';
    this.issues = issues;
  }
}

const toLine = ({ name, expected, got, remedy }: Issue): string =>
  `${name}: expected ${expected}, got ${got}. ${remedy}`;

const longest = 60;

/** Shortens a value to one line without credentials, keys or phone numbers, so that a message can quote it. */
export const showValue = (value: unknown, secret: boolean): string => {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (secret) return `a value of ${text.length} characters`;
  const shown = shorten(hidePhones(hideCredentials(text)));
  return typeof value === 'string' ? JSON.stringify(shown) : shown;
};

/** Text before the last `@` may contain a password even if the value is not a URL. A query may contain one too. */
const hideCredentials = (text: string): string => {
  const scheme = /^[a-z][a-z0-9+]*:\/\//i.exec(text)?.[0] ?? '';
  const at = text.lastIndexOf('@');
  const rest = at < 0 ? text.slice(scheme.length) : `…${text.slice(at)}`;
  return scheme + (scheme || at >= 0 ? rest.replace(/\?.*$/s, '?…') : rest);
};

const hidePhones = (text: string): string => text.replaceAll(/\+?\d{8,}/g, (digits) => `${digits.slice(0, 3)}…`);

const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
