import type { openApiDocument } from '@recado/contract/openapi';

type Document = ReturnType<typeof openApiDocument>;

/** The parts of JSON Schema that the document has. */
type Schema = {
  $ref?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
};

type Parameter = { in: string; name: string; required?: boolean; schema: Schema; description?: string };
type Operation = { operationId: string; parameters?: Parameter[] };

/** Writes the schemas of the API as plain types of TypeScript, and one for the query of each operation that has one. */
export const typesOf = ({ components, paths }: Document): string => {
  const schemas = Object.entries((components?.schemas ?? {}) as Record<string, Schema>);
  const operations = Object.values(paths ?? {}).flatMap((path) => Object.values(path) as Operation[]);
  const queries = operations.flatMap(({ operationId, parameters = [] }): [string, Schema][] => {
    const fields = parameters.filter((parameter) => parameter.in === 'query');
    return fields.length ? [[`${operationId[0]?.toUpperCase()}${operationId.slice(1)}Query`, queryOf(fields)]] : [];
  });
  return [...schemas, ...queries]
    .map(([name, schema]) => `${commentOf(schema)}export type ${name} = ${typeOf(schema, '')};\n`)
    .join('\n');
};

const queryOf = (fields: Parameter[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    fields.map(({ name, schema, description }) => [name, { ...schema, ...(description && { description }) }]),
  ),
  required: fields.filter(({ required }) => required).map(({ name }) => name),
});

const commentOf = ({ description }: Schema, indent = ''): string =>
  description ? `${indent}/** ${description.replaceAll('*/', '* /').replaceAll(/\s*\n\s*/g, ' ')} */\n` : '';

const typeOf = (schema: Schema, indent: string): string => {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? 'unknown';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  const parts = anyOf ?? oneOf;
  if (parts) return unionOf(parts.map((part) => typeOf(part, indent)));
  if (allOf) return allOf.map((part) => typeOf(part, indent)).join(' & ');
  if (Array.isArray(type)) return unionOf(type.map((one) => typeOf({ ...schema, type: one }, indent)));
  if (type === 'object') return objectOf(schema, indent);
  if (type === 'array') return `Array<${typeOf(schema.items ?? {}, indent)}>`;
  if (type === 'integer') return 'number';
  return type ?? 'unknown';
};

const unionOf = (types: string[]): string => {
  const different = [...new Set(types)];
  return different.length > 1 ? `(${different.join(' | ')})` : (different[0] ?? 'never');
};

const nameOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

/** An optional field may be undefined: JSON leaves it out. */
const objectOf = ({ properties, required = [], additionalProperties: others }: Schema, indent: string): string => {
  const within = `${indent}  `;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => {
    const isRequired = required.includes(name);
    const value = typeOf(field, within);
    return `${commentOf(field, within)}${within}${nameOf(name)}${isRequired ? '' : '?'}: ${value}${isRequired ? '' : ' | undefined'};\n`;
  });
  const other = typeof others === 'object' ? typeOf(others, indent) : 'unknown';
  if (!fields.length) return `Record<string, ${other}>`;
  return `{\n${fields.join('')}${indent}}`;
};
