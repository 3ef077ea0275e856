/** Lines of `name  value`, of what has a value. */
export const fields = (rows: readonly (readonly [name: string, value: string | number | undefined])[]): string => {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
};
