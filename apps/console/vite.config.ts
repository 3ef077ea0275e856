import { fileURLToPath } from 'node:url';
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The path is absolute, because knip reads this file from the root of the repository. */
const words = { configPath: fileURLToPath(new URL('lingui.config.ts', import.meta.url)) };

/** `npm run dev -w @recado/console` serves the sources, and forwards the API's paths to a local API. */
const api = { target: 'http://127.0.0.1:3000', changeOrigin: true };

export default defineConfig({
  plugins: [
    react(),
    // Babel, because npm on Node.js 20 does not install Lingui's native transformer.
    babel({ presets: [linguiTransformerBabelPreset({}, words)] }),
    lingui({ ...words, failOnCompileError: true }),
    { ...optimizeLocales.vite({ locales: ['pt-BR', 'en-US', 'es-ES'] }), enforce: 'pre' },
  ],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': api } },
});
