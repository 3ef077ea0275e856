import { z } from 'zod';

/** Holds the notes that describe a variable in an error message. */
export type VariableNotes = {
  /** Holds the form of a valid value, for example `postgres://user:password@host:port/database`. */
  shape: string;
  /** A full sentence that says how to correct the value. */
  remedy: string;
  /** A secret's value is never printed. */
  secret?: boolean;
  /** Another variable that must be set with this one. */
  needs?: string;
};

const notes = z.registry<VariableNotes>();

/** Adds notes to a schema. Only `.optional()` and `.default()` may follow it. */
export const variable = <Schema extends z.ZodType>(schema: Schema, about: VariableNotes): Schema => {
  notes.add(schema, about);
  return schema;
};

/** Returns the notes of a schema, or of the schema inside `.optional()` or `.default()`. */
export const notesOf = (schema: z.core.$ZodType): VariableNotes | undefined => {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return notes.get(schema) ?? (wraps ? notesOf(schema.unwrap()) : undefined);
};

export type IntegerRange = {
  min: number;
  max: number;
  default: number;
  /** Holds the meaning with its unit, for example `the request timeout in milliseconds`. */
  meaning: string;
};

/** Creates a variable for a whole number in decimal digits. An unset variable has its default. */
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
  // Paths are appended to the URL, and Twilio accepts no underscore in a host name.
  return !/[?#]/.test(value) && !url.hostname.includes('_');
};

/** Holds an absolute http or https URL. Its last slash is removed, so that a path can be appended. */
export const HttpUrl = z
  .string()
  .refine(isBareHttpUrl)
  .transform((url) => url.replace(/\/+$/, ''));
export const httpUrlShape = 'an absolute http:// or https:// URL without query or fragment';
