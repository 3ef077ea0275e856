/** Names of labels and their values, in the order in which they are shown. */
export type Labels = Readonly<Record<string, string | number>>;

/** One figure; `suffix` goes behind the name of its family. */
export type Sample = { labels?: Labels; value: number; suffix?: string };

/** Figures that are counted or measured in the same way, under one name. */
export type Family = {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly Sample[];
};

const escapes: Record<string, string> = { '\\': String.raw`\\`, '"': String.raw`\"`, '\n': String.raw`\n` };

const escape = (text: string): string => text.replace(/[\\"\n]/g, (character) => escapes[character] ?? '');

const labelled = (labels: Labels = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(String(value))}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
};

const familyText = ({ name, help, type, samples }: Family): string => {
  const lines = samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelled(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
};

/** What the text below is, for whoever scrapes it. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const toText = (families: readonly Family[]): string => `${families.map(familyText).join('\n')}\n`;
