import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import manifest from '../package.json' with { type: 'json' };

/** Label names and values. Labels must have few values, because each combination stays in memory. */
export type Labels = Readonly<Record<string, string | number>>;
export type Sample = { labels?: Labels; value: number };

type Definition = {
  name: string;
  help: string;
  labels?: readonly string[];
};

/** A counter or histogram starts at 0 for the combinations that are known. Otherwise the first event would be missed. */
type Counted = Definition & { starts?: readonly Labels[] };

/** The content type of the metrics for Prometheus. */
export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

export type Metrics = ReturnType<typeof makeMetrics>;

/** Creates the metrics of a process, in the format of Prometheus. */
export const makeMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const scrapeFailures = new Counter({
    name: 'recado_scrape_failures_total',
    help: 'Metrics that could not be read at a scrape.',
    labelNames: ['family'],
    registers,
  });

  return {
    makeCounter: ({ name, help, labels = [], starts = [] }: Counted) => {
      const counter = new Counter({ name, help, labelNames: labels, registers });
      for (const each of starts) counter.inc(each, 0);
      return counter;
    },
    makeHistogram: ({ name, help, labels = [], starts = [], buckets }: Counted & { buckets: readonly number[] }) => {
      const histogram = new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers });
      for (const each of starts) histogram.zero(each);
      return histogram;
    },
    /** Creates a gauge that is read at each scrape. A reading that fails or takes too long has no samples, and is counted. */
    makeGauge: (
      { name, help, labels = [] }: Definition,
      read: () => readonly Sample[] | Promise<readonly Sample[]>,
    ) => {
      scrapeFailures.inc({ family: name }, 0);
      return new Gauge({
        name,
        help,
        labelNames: labels,
        registers,
        async collect() {
          const samples = await inTime(read);
          this.reset();
          if (!samples) scrapeFailures.inc({ family: name });
          // Without labels, an empty gauge would show 0.
          if (!samples?.length && !labels.length) this.remove();
          for (const { labels: own = {}, value } of samples ?? []) this.set(own, value);
        },
      });
    },
    /** Exposes all metrics of the process as text. */
    expose: async (): Promise<string> => `${await registry.metrics()}${await registryOfProcess().metrics()}`,
  };
};

/** A slower reading is omitted, so that the other metrics are still exposed. */
const readTimeoutMs = 2_000;

/** Returns `undefined` if the reading fails or takes too long. */
const inTime = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, readTimeoutMs, undefined);
  });
  try {
    return await Promise.race([read(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

/** Readings from the stores change slowly. Several gauges and several scrapers share one reading. */
const sharedForMs = 5_000;

/** Reads at most once in five seconds. A reading that failed is repeated at the next call. */
export const shareReading = <T>(read: () => Promise<T>, now = () => performance.now()): (() => Promise<T>) => {
  let last: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (last && now() - last.at < sharedForMs) return last.value;
    const reading = { at: now(), value: read() };
    last = reading;
    reading.value.catch(() => {
      if (last === reading) last = undefined;
    });
    return reading.value;
  };
};

/** A timer of this length measures how late the event loop is. A shorter one would cost more than it tells. */
const lagEveryMs = 100;

let ofProcess: Registry | undefined;

/** Metrics that every process exposes about itself. There is one set for a process, because they observe all of it. */
const registryOfProcess = (): Registry => {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: lagEveryMs });
  const revision = process.env['RECADO_REVISION'] ?? 'unknown';
  const labels = { version: manifest.version, revision, node: process.versions.node };
  const build = { name: 'recado_build_info', help: 'The version that runs.', labelNames: Object.keys(labels) };
  new Gauge({ ...build, registers: [ofProcess] }).set(labels, 1);
  const busy = new Counter({
    name: 'nodejs_eventloop_busy_seconds_total',
    help: 'Time in which the event loop was busy.',
    registers: [ofProcess],
    collect() {
      busy.reset();
      busy.inc(performance.eventLoopUtilization().active / 1e3);
    },
  });
  return ofProcess;
};
