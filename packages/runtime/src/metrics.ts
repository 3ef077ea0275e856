import { performance } from 'node:perf_hooks';

export type Counter = {
  /** Adds one, or `by`. Labels must have few values, because each combination stays in memory. */
  add: (labels?: Labels, by?: number) => void;
  family: () => Family;
};

type Counted = { labels: Labels; value: number };

/** Creates a counter by label. A counter without labels starts at 0. */
export const makeCounter = (name: string, help: string): Counter => {
  const counted = new Map<string, Counted>();
  const unlabelled: Labels = {};
  return {
    add: (labels = unlabelled, by = 1) => {
      const key = keyOf(labels);
      const known = counted.get(key);
      if (known) known.value += by;
      else counted.set(key, { labels, value: by });
    },
    family: () => ({ name, help, type: 'counter', samples: counted.size > 0 ? [...counted.values()] : [{ value: 0 }] }),
  };
};

const keyOf = (labels: Labels): string => Object.values(labels).join('\n');

/** Label names and values, in the order of the output. */
type Labels = Readonly<Record<string, string | number>>;

/** One value. Its `suffix` is appended to the name of the family. */
type Sample = { labels?: Labels; value: number; suffix?: string };

/** Samples of one metric, under one name. */
type Family = {
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

/** The content type of the metrics for Prometheus. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Creates a gauge that is read at each scrape. A reading that fails or takes too long has no samples. */
export const makeGauge = (name: string, help: string, read: Read) => {
  const readInTime = async (): Promise<readonly Sample[]> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<readonly Sample[]>((resolve) => {
      timer = setTimeout(resolve, readTimeoutMs, []);
    });
    try {
      return await Promise.race([read(), late]);
    } catch {
      return [];
    } finally {
      clearTimeout(timer);
    }
  };
  return { family: async (): Promise<Family> => ({ name, help, type: 'gauge', samples: await readInTime() }) };
};

/** The format is described at https://prometheus.io/docs/instrumenting/exposition_formats/. */
const toText = (families: readonly Family[]): string => `${families.map(familyText).join('\n')}\n`;

type Read = () => readonly Sample[] | Promise<readonly Sample[]>;

/** A slower reading is omitted, so that the other metrics are still exposed. */
const readTimeoutMs = 2_000;

export type Histogram = {
  /** Adds a value, in the unit of the metric's name. */
  observe: (value: number) => void;
  family: () => Family;
};

/** Creates a histogram. Its buckets are cumulative: each counts all values up to its bound. */
export const makeHistogram = (name: string, help: string, bounds: readonly number[]): Histogram => {
  const counts = bounds.map(() => 0);
  let count = 0;
  let sum = 0;

  const samples = (): Sample[] => {
    let upTo = 0;
    const buckets = bounds.map((bound, place) => {
      upTo += counts[place] ?? 0;
      return { suffix: '_bucket', labels: { le: bound }, value: upTo };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
      { suffix: '_sum', value: sum },
      { suffix: '_count', value: count },
    ];
  };

  return {
    observe: (value) => {
      const place = bounds.findIndex((bound) => value <= bound);
      if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
      count += 1;
      sum += value;
    },
    family: () => ({ name, help, type: 'histogram', samples: samples() }),
  };
};

type Source = { family: () => Family | Promise<Family> };

/** Exposes all metrics of a process as text for Prometheus. */
export const makeMetrics = (sources: readonly Source[]) => async (): Promise<string> => {
  const families = await Promise.all(sources.map(async ({ family }) => family()));
  return toText([...families, ...familiesOfProcess()]);
};

const one = (name: string, type: Family['type'], help: string, value: number): Family => ({
  name,
  help,
  type,
  samples: [{ value }],
});

/** Metrics that every process exposes about itself. */
const familiesOfProcess = (): Family[] => {
  const { user, system } = process.cpuUsage();
  const busy = performance.eventLoopUtilization().active / 1e3;
  const startedAt = performance.timeOrigin / 1e3;
  return [
    one('process_cpu_seconds_total', 'counter', 'CPU time used.', (user + system) / 1e6),
    one('process_resident_memory_bytes', 'gauge', 'Memory in use.', process.memoryUsage.rss()),
    one('process_start_time_seconds', 'gauge', 'Start time of the process, in Unix time.', startedAt),
    one('nodejs_eventloop_busy_seconds_total', 'counter', 'Time in which the event loop was busy.', busy),
  ];
};
