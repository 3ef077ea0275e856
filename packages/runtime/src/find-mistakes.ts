import type { z } from 'zod';
import type { Mistake } from './config-error.ts';
import { showValue } from './show-value.ts';
import { notesOf } from './variable.ts';
import type { VariableNotes } from './variable.ts';

type Variables = z.core.$ZodShape;
type Given = Readonly<Record<string, string | undefined>>;

/** Turns zod's issues into mistakes, and adds the variables that others need and that are not set. */
export function findMistakes(variables: Variables, given: Given, issues: readonly z.core.$ZodIssue[]): Mistake[] {
  const wrong = issues.map((issue) => describeIssue(issue, variables, given));
  const named = new Set(issues.map((issue) => issue.path[0]));
  return [...wrong, ...findMissing(variables, given).filter(({ name }) => !named.has(name))];
}

function describeIssue(issue: z.core.$ZodIssue, variables: Variables, given: Given): Mistake {
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
}

function soundsSecret(name: string): boolean {
  return /TOKEN|SECRET|PASSWORD|KEY/.test(name);
}

/** zod's own words are `Invalid input: expected string, received undefined`; what we wrote ourselves stays as it is. */
function expectation(issue: z.core.$ZodIssue, notes: VariableNotes | undefined): string {
  if (issue.code === 'unrecognized_keys') return `no ${issue.keys.join(', ')}`;
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message;
  return notes?.shape ?? issue.message.replace(/^.*?: expected /, '').replace(/, received .*$/, '');
}

/** The offending part of a variable that holds JSON. */
function valueAt(text: string | undefined, path: readonly PropertyKey[]): unknown {
  let value: unknown = JSON.parse(text ?? 'null');
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}

function findMissing(variables: Variables, given: Given): Mistake[] {
  return Object.keys(variables).flatMap((name) => {
    const needed = given[name] === undefined ? undefined : notesOfName(variables, name)?.needs;
    if (needed === undefined || given[needed] !== undefined) return [];
    const notes = notesOfName(variables, needed);
    const expected = `${notes?.shape ?? 'a value'} because ${name} is set`;
    return [{ name: needed, expected, got: 'nothing', remedy: notes?.remedy ?? `Set ${needed}, or unset ${name}.` }];
  });
}

function notesOfName(variables: Variables, name: string): VariableNotes | undefined {
  const schema = variables[name];
  return schema && notesOf(schema);
}
