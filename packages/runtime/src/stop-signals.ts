/**
 * Calls `stop` at the first SIGTERM or SIGINT, or when the process that started this one with an IPC channel is gone, so
 * that it leaves no orphan. A second signal ends the process at once, with code 1.
 *
 * With such a parent SIGINT is not ours: a terminal sends Ctrl-C to every process in it, and the parent then stops its
 * children in the order that it wants.
 */
export function onStopSignals(stop: (reason: string) => void): void {
  let stopping = false;
  const receive = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal);
  };
  process.on('SIGTERM', receive);
  process.on('SIGINT', process.send ? () => {} : receive);
  process.on('disconnect', () => stop('the parent process is gone'));
}
