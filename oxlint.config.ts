import { defineConfig } from 'oxlint';

/** The packages that each part may import. Imports run one way, and an app never imports an app. */
const arrows = {
  'packages/contract': [],
  'packages/client': ['contract'],
  'packages/messaging': ['contract'],
  'packages/store': ['contract', 'messaging'],
  'packages/queue': ['contract', 'messaging'],
  'packages/twilio': ['contract', 'messaging'],
  'packages/presentation': ['contract', 'messaging', 'twilio'],
  'packages/runtime': [],
  'packages/embedded': [],
  'packages/testing': [],
  'packages/bench': ['contract', 'embedded', 'messaging', 'queue', 'runtime', 'store'],
  'apps/api': ['contract', 'messaging', 'store', 'queue', 'twilio', 'presentation', 'runtime'],
  'apps/worker': ['contract', 'messaging', 'store', 'queue', 'twilio', 'presentation', 'runtime'],
  'apps/cli': ['contract', 'client', 'messaging', 'store', 'queue', 'twilio', 'runtime', 'embedded'],
  'apps/console': ['contract', 'client'],
  'apps/twilio-simulator': ['runtime'], // It simulates Twilio, which does not know Recado.
};
type Part = keyof typeof arrows;

const apps: Part[] = ['apps/api', 'apps/worker', 'apps/cli', 'apps/twilio-simulator'];

/** The parts that may import each library. No other part imports it. */
const homes: Record<string, Part[]> = {
  bullmq: ['packages/queue', 'packages/bench'],
  express: ['apps/api', 'apps/worker', 'apps/twilio-simulator', 'packages/bench'],
  ioredis: ['packages/queue', 'packages/testing', 'packages/bench'],
  kysely: ['packages/store'],
  pg: ['packages/store', 'packages/queue', 'packages/embedded', 'packages/testing', 'packages/bench'],
  pino: ['packages/runtime', ...apps],
  'prom-client': ['packages/runtime'],
  '@opentelemetry': ['packages/runtime'],
  'std-env': ['packages/testing'],
  twilio: ['packages/twilio', 'apps/twilio-simulator', 'packages/bench'],
  undici: ['packages/twilio', 'packages/bench', ...apps],
};

/** The parts whose tests use packages/testing. No source imports it. */
const testedOnTesting = new Set<Part>([
  'packages/client',
  'packages/messaging',
  'packages/store',
  'packages/queue',
  'packages/twilio',
  'apps/console',
  ...apps,
]);

const escapes = { regex: '^(\\.\\./)+[^.]+/(src|test)/', message: 'Import a package by its name.' };
const processModule = {
  regex: '^(node:)?process$',
  message: 'Only packages/runtime reads the environment and signals.',
};
const refusals = {
  name: '@recado/messaging',
  importNames: ['Refusal', 'refuseField', 'refuseKeyInUse', 'noSuchCampaign'],
  message: 'The store returns what it found; messaging refuses.',
};
const browser = { regex: '^node:', message: 'Browsers load it too.' };
const startsFetch = {
  regex: '^node:http$',
  allowTypeImports: true,
  message: "Take `http` of packages/runtime: the import loads Node's own fetch too.",
};
const typesOnly = {
  group: ['@recado/contract'],
  allowTypeImports: true,
  message: 'Its types only: zod would triple what a browser loads.',
};

function restrictImports(part: Part, ours: string[]) {
  const elsewhere = Object.keys(homes).filter((library) => !homes[library]?.includes(part));
  const patterns = [
    escapes,
    {
      group: ['recado', '@recado/*', ...ours.map((name) => `!@recado/${name}`)],
      message: `Of the workspace, ${part} may import only: ${ours.join(', ') || 'nothing'}.`,
    },
    {
      regex: `^(${elsewhere.join('|')})(/|$)`,
      message: `${part} may not import this library. See homes in oxlint.config.ts.`,
    },
    ...(part === 'packages/runtime' ? [] : [processModule]),
  ];
  const paths = part === 'packages/store' ? [refusals] : [];
  return { patterns, paths };
}

/** A later override replaces an earlier one's options: the tests of a part come after its sources. */
const oneWay = (Object.keys(arrows) as Part[]).flatMap((part) => {
  const sources = restrictImports(part, arrows[part]);
  const tests = restrictImports(part, testedOnTesting.has(part) ? [...arrows[part], 'testing'] : arrows[part]);
  if (apps.includes(part)) sources.patterns.push(startsFetch);
  if (part === 'packages/contract') sources.patterns.push(browser);
  if (part === 'packages/client') sources.patterns.push(browser);
  if (part === 'packages/client' || part === 'apps/console') sources.patterns.push(typesOnly);
  return [
    { files: [`${part}/**`], rules: { 'no-restricted-imports': ['error', sources] as const } },
    {
      files: [`${part}/**/*.test.ts`, `${part}/test/**`, `${part}/scripts/**`],
      rules: { 'no-restricted-imports': ['error', tests] as const },
    },
  ];
});

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'promise', 'vitest'],
  env: { node: true, es2024: true },
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  rules: {
    'max-lines': ['error', { max: 250 }],
    'max-params': ['error', { max: 4 }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/no-mutable-exports': 'error',
    'no-restricted-imports': ['error', { patterns: [escapes, processModule] }],
    'unicorn/prefer-node-protocol': 'error',

    'typescript/consistent-type-imports': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',

    'no-console': 'error',
    'no-restricted-properties': [
      'error',
      ...['env', 'on', 'once'].map((property) => ({ object: 'process', property, message: processModule.message })),
    ],

    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
    'vitest/no-identical-title': 'error',
    'vitest/no-restricted-vi-methods': ['error', { mock: 'Inject a dependency.', doMock: 'Inject a dependency.' }],

    // Vitest takes a message, and infers a mock's type from its function.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/require-mock-type-parameters': 'off',
    // Some modules are imported only for their declarations.
    'import/no-unassigned-import': 'off',
    // Pages, migrations and drains await in order on purpose; a copy in a map keeps data immutable.
    'no-await-in-loop': 'off',
    'oxc/no-map-spread': 'off',
    // A helper is easiest to read near its use.
    'unicorn/consistent-function-scoping': 'off',
    // A string is spread to take its code points.
    'typescript/no-misused-spread': ['error', { allow: ['string'] }],
    // A switch over every case returns; TypeScript sees that it does.
    'typescript/consistent-return': 'off',
    // Values are parsed at the edge and trusted inside.
    'typescript/no-unsafe-type-assertion': 'off',
    // Express 5 awaits its handlers.
    'oxc/no-async-endpoint-handlers': 'off',
    // Express, pino and ioredis export one thing both ways.
    'import/no-named-as-default': 'off',
    'import/no-named-as-default-member': 'off',
  },
  overrides: [
    ...oneWay,
    { files: ['packages/runtime/**'], rules: { 'no-restricted-properties': 'off' } },
    { files: ['apps/cli/**'], rules: { 'no-console': 'off' } },
    {
      // Hostile texts stay text: React escapes them, and nothing else writes HTML.
      files: ['apps/console/src/**'],
      plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'react', 'jsx-a11y'],
      env: { browser: true, node: false },
      rules: {
        'no-eval': 'error',
        'no-script-url': 'error',
        'react/no-danger': 'error',
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        'react/react-in-jsx-scope': 'off',
        // Live regions and cells that axe-core accepts; the browser tests run it on every page.
        'jsx-a11y/prefer-tag-over-role': 'off',
        // A dialog about a loss begins on the button that loses nothing.
        'jsx-a11y/no-autofocus': ['error', { ignoreNonDOM: true }],
        'jsx-a11y/control-has-associated-label': 'off',
        'no-restricted-properties': [
          'error',
          ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: 'Write text.' })),
        ],
      },
    },
    // It compares the metrics of both processes with the pages, the alerts and the dashboards.
    { files: ['scripts/metrics.test.ts'], rules: { 'no-restricted-imports': 'off' } },
    // A row of a table of cases is a test's parameters.
    { files: ['**/*.test.ts'], rules: { 'max-params': 'off' } },
    // Vitest, Vite and oxlint ask for a default export.
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});
