// Runs before each npm script, on any version of Node.js: older ones cannot read what the scripts import.
const needed = 24;

if (Number(process.versions.node.split('.')[0]) < needed) {
  process.stderr.write(
    `Recado needs Node.js ${needed}, but this is ${process.versions.node}. ` +
      'Run `npm ci` without --ignore-scripts: it installs Node.js 24 for npm scripts. Or install Node.js 24 yourself.\n',
  );
  process.exit(1);
}

// Compiled sources are kept in the folder for temporary files, so that the next start takes half of the time.
require('node:module').enableCompileCache();
