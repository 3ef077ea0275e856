import type { ChildProcess } from 'node:child_process';

/** The processes that this test file started and that have not ended. */
export const running = new Set<ChildProcess>();
