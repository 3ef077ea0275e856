import { defineConfig } from '@lingui/cli';

/** The message is the English text itself, so the sources read like the page. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'es', 'pt-BR'],
  fallbackLocales: { default: 'en' },
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['src'] }],
  orderBy: 'message',
});
