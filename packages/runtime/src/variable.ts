import { z } from 'zod';

/** What a mistake's line says of a variable. */
export type VariableNotes = {
  /** What a right value looks like: `postgres://user:password@host:port/database`. */
  shape: string;
  /** What to do when it is wrong, as a full sentence. */
  remedy: string;
  /** A secret's value is never printed. */
  secret?: boolean;
  /** Another variable without which this one has no meaning. */
  needs?: string;
};

const notes = z.registry<VariableNotes>();

/** Gives a schema what a mistake's line needs. It must come last, but `.optional()` and `.default()` may still follow. */
export const variable = <Schema extends z.ZodType>(schema: Schema, about: VariableNotes): Schema => {
  notes.add(schema, about);
  return schema;
};

/** The notes of a schema, or of the one that it makes optional or gives a default. */
export const notesOf = (schema: z.core.$ZodType): VariableNotes | undefined => {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return notes.get(schema) ?? (wraps ? notesOf(schema.unwrap()) : undefined);
};

export type IntegerRange = {
  min: number;
  max: number;
  default: number;
  /** What it is, with its unit: `the request timeout in milliseconds`. */
  meaning: string;
};

/** A variable that holds a whole number in decimal digits; unset, it has its default. */
export const integer = ({ min, max, default: fallback, meaning }: IntegerRange) => {
  const schema = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
    .default(fallback);
  return variable(schema, {
    shape: `a whole number from ${min} to ${max}`,
    remedy: `It is ${meaning}: set it, or unset it for ${fallback}.`,
  });
};

const isBareHttpUrl = (value: string): boolean => {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) return false;
  // Paths are appended to it, and Twilio takes no underscore in a host's name.
  return !/[?#]/.test(value) && !url.hostname.includes('_');
};

/** An absolute http or https URL, its last slash taken off, so that a path can be appended. */
export const HttpUrl = z
  .string()
  .refine(isBareHttpUrl)
  .transform((url) => url.replace(/\/+$/, ''));
export const httpUrlShape = 'an absolute http:// or https:// URL without query or fragment';
