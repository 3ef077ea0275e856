import { z } from 'zod';

/** What a mistake's line says of a variable. */
export interface VariableNotes {
  /** What a right value looks like: `postgres://user:password@host:port/database`. */
  shape: string;
  /** What to do when it is wrong, as a full sentence. */
  remedy: string;
  /** A secret's value is never printed. */
  secret?: boolean;
  /** Another variable without which this one has no meaning. */
  needs?: string;
}

const notes = z.registry<VariableNotes>();

/** Gives a schema what a mistake's line needs. It must come last, but `.optional()` and `.default()` may still follow. */
export function variable<Schema extends z.ZodType>(schema: Schema, about: VariableNotes): Schema {
  notes.add(schema, about);
  return schema;
}

/** The notes of a schema, or of the one that it makes optional or gives a default. */
export function notesOf(schema: z.core.$ZodType): VariableNotes | undefined {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return notes.get(schema) ?? (wraps ? notesOf(schema.unwrap()) : undefined);
}
