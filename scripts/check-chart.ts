import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Checks deploy/helm: it lints and renders the chart with each file of deploy/helm/sets, validates every object against
 * the schemas of Kubernetes, KEDA and the Prometheus operator, unknown fields included, and expects wrong values to be
 * refused. `.ci/chart` installs the tools into a folder, which is the only argument.
 */
const [tools = ''] = process.argv.slice(2);
const helm = join(tools, 'helm', 'helm');
const root = fileURLToPath(new URL('..', import.meta.url));
const chart = join(root, 'deploy/helm/recado');
const sets = join(root, 'deploy/helm/sets');

type Item = { apiVersion: string; kind: string; metadata: { name: string } };
type Container = { env: { name: string; value: string }[] };
type Deployment = Item & { spec: { template: { spec: { containers: Container[] } } } };
type Model = new (item: Item) => { validate: () => void };

const modules: Record<string, string> = {
  'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

const wrong: [title: string, ...options: string[]][] = [
  ['no Secret', '--set', 'existingSecret='],
  ['no Secret for migrations', '--set', 'migrate.existingSecret='],
  ['no PUBLIC_URL', '--set', 'env.PUBLIC_URL='],
  ['an unknown value', '--set', 'replicas=3'],
  ['an unknown value inside', '--set', 'worker.autoscaling.min=3'],
  ['no worker at all', '--set', 'worker.replicas=0'],
  ['no worker at times', '--set', 'worker.autoscaling.minReplicas=0'],
  ['autoscaling without Prometheus', '--set', 'worker.autoscaling.enabled=true'],
  ['a number as text', '--set-string', 'api.replicas=two'],
  ['a digest that is none', '--set', 'image.digest=latest'],
  ['no API at all', '--set', 'api.autoscaling.minReplicas=0'],
  ['an ingress without a host', '--set', 'api.ingress.enabled=true'],
  ['fewer APIs than the least', '--set', 'api.autoscaling.minReplicas=9'],
  ['fewer workers than the least', '--set', 'worker.autoscaling.minReplicas=9'],
  ['a limit that is misspelled', '--set', 'api.resources.limts.memory=1Gi'],
  ['a volume that is text', '--set', 'volumes[0]=certificates'],
  ['a variable that the chart sets', '--set-string', 'env.PORT=8080'],
];

// A module of the tools' folder resolves names as that folder has them installed.
const loader = join(tools, 'load.mjs');
writeFileSync(loader, 'export const load = (name) => import(name);');
const { load } = (await import(pathToFileURL(loader).href)) as { load: <T>(name: string) => Promise<T> };
const { parseAllDocuments } = await load<{ parseAllDocuments: (text: string) => { toJS: () => unknown }[] }>('yaml');

const moduleOf = ({ apiVersion }: Item): string => modules[apiVersion] ?? `kubernetes-models/${apiVersion}`;

const render = (file: string): Item[] => {
  const options = ['--values', join(sets, file)];
  execFileSync(helm, ['lint', '--strict', '--quiet', chart, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  const text = execFileSync(helm, ['template', 'shop', chart, '--namespace', 'shop', ...options], { encoding: 'utf8' });
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Item | null)
    .filter((item) => item !== null);
};

/** Helm reads numbers as floats: those of a million and more must not become 1e+06. */
const checkEnv = (file: string, items: Item[]): void => {
  const [values] = parseAllDocuments(readFileSync(join(sets, file), 'utf8')).map((document) => document.toJS());
  const wanted = Object.entries((values as { env: object }).env).map(([name, value]) => `${name}=${value}`);
  const deployments = items.filter(({ kind }) => kind === 'Deployment') as Deployment[];
  for (const { metadata, spec } of deployments) {
    const [container] = spec.template.spec.containers;
    const given = new Set(container?.env.map(({ name, value }) => `${name}=${value}`));
    const lacking = wanted.filter((each) => !given.has(each));
    if (lacking.length > 0) throw new Error(`${file}: ${metadata.name} lacks ${lacking.join(', ')}.`);
  }
};

const validate = async (item: Item): Promise<void> => {
  const models = await load<Record<string, Model>>(moduleOf(item));
  const Model = models[item.kind];
  if (!Model) throw new Error(`There is no schema of ${item.apiVersion} ${item.kind}.`);
  new Model(item).validate();
};

/** The schemas allow unknown fields. TypeScript does not, in an object that is written out. */
const checkTypes = (items: Item[]): void => {
  const lines = items.map(
    (item, index) =>
      `import type { I${item.kind} as I${index} } from '${moduleOf(item)}';\n` +
      `export const item${index}: I${index} = ${JSON.stringify(item)};`,
  );
  const file = join(tools, 'rendered.ts');
  writeFileSync(file, lines.join('\n'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '', file];
  execFileSync(process.execPath, [tsc, ...options], { stdio: 'inherit', cwd: tools });
};

const isRefused = (options: string[]): boolean => {
  const values = ['--values', join(sets, 'smallest.yaml'), ...options];
  return spawnSync(helm, ['template', 'shop', chart, ...values], { stdio: 'ignore' }).status !== 0;
};

const all: Item[] = [];
for (const file of readdirSync(sets)) {
  const items = render(file);
  for (const item of items) await validate(item);
  checkEnv(file, items);
  all.push(...items);
  process.stdout.write(`${file}: ${items.length} objects\n`);
}
checkTypes(all);
const accepted = wrong.filter(([, ...options]) => !isRefused(options)).map(([title]) => title);
if (accepted.length > 0) throw new Error(`The chart accepts ${accepted.join(', ')}.`);
process.stdout.write(`${wrong.length} wrong values are refused.\n`);
