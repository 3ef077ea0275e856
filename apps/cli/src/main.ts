#!/usr/bin/env node
import { exitCodeOf } from './failure.ts';
import { makeProgram } from './program.ts';
import { report } from './terminal/output.ts';

try {
  const program = await makeProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  report(error);
  process.exitCode = exitCodeOf(error);
}
