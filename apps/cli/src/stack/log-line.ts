import { z } from 'zod';
import type { Colors } from '../terminal/format.ts';

/**
 * Formats one line of a process's output: time, process, message. A line that is not a log entry is shown unchanged.
 * Returns undefined for a line that is not shown.
 */
export const formatLogLine = (processName: string, line: string, style: Style): string | undefined => {
  const prefix = style.colors.cyan(processName.padEnd(10));
  const entry = parseEntry(line);
  if (!entry) return line.trim() === '' ? undefined : `${' '.repeat(8)} ${prefix} ${line}`;
  if (!style.requests && isQuietRequest(entry)) return undefined;
  return `${style.colors.dim(timeOf(entry))} ${prefix} ${describe(entry, style.colors)}`;
};

const Entry = z.looseObject({
  level: z.number(),
  time: z.union([z.number(), z.string()]).optional(),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string().optional(), code: z.unknown().optional() }).optional(),
});
type Entry = z.infer<typeof Entry>;

const warnLevel = 40;

/** Lists fields that the line already shows, or that do not help at a terminal. */
const unsaid = new Set(['level', 'time', 'msg', 'err', 'pid', 'hostname', 'name', 'requestId']);

const parseEntry = (line: string): Entry | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

const levelMark = (level: number, colors: Colors): string => {
  if (level >= 50) return colors.red('error ');
  if (level >= warnLevel) return colors.yellow('warn ');
  return '';
};

const detailOf = ([key, value]: [string, unknown]): string =>
  `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;

const describe = (entry: Entry, colors: Colors): string => {
  const details = Object.entries(entry)
    .filter(([key]) => !unsaid.has(key))
    .map(detailOf);
  const cause = entry.err?.message === undefined ? [] : [colors.red(entry.err.message)];
  const text = [entry.msg ?? '', ...cause].filter(Boolean).join(': ');
  return [levelMark(entry.level, colors) + text, colors.dim(details.join(' '))].filter(Boolean).join(' ');
};

const timeOf = (entry: Entry): string =>
  new Date(entry.time ?? Number.NaN).toTimeString().slice(0, 8).replace('Invalid ', '--:--:--');

const isQuietRequest = (entry: Entry): boolean => 'method' in entry && 'path' in entry && entry.level < warnLevel;

type Style = { colors: Colors; /** True to show each answered request too. */ requests: boolean };
