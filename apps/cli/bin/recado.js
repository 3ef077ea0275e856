#!/usr/bin/env node
// Plain JavaScript, so that a Node which cannot run the TypeScript itself still says what it needs.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `recado: needs Node 24 or newer, this is ${process.versions.node}. \`npm run recado -- …\` in the repository brings its own.`,
  );
  process.exitCode = 1;
} else {
  // Compiled sources are kept in the folder for temporary files, as those of npm's scripts.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  await import('../src/main.ts');
}
