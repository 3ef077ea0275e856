import { execFileSync } from 'node:child_process';

/** Freezes every process below `pid` whose command line has the text, and those below it. Disposing of it lets them go on. */
export const freeze = (pid: number, text: string): Disposable & { count: number } => {
  const all = listProcesses();
  const below = (parent: number): typeof all =>
    all.filter(({ ppid }) => ppid === parent).flatMap((child) => [child, ...below(child.pid)]);
  const roots = below(pid).filter(({ command }) => command.includes(text));
  const frozen = [...new Set(roots.flatMap((root) => [root.pid, ...below(root.pid).map((child) => child.pid)]))];
  if (frozen.length === 0) throw new Error(`No process below ${pid} has ${text} in its command line`);
  const send = (signal: string) => execFileSync('kill', [`-${signal}`, ...frozen.map(String)]);
  send('STOP');
  return {
    count: frozen.length,
    [Symbol.dispose]: () => void send('CONT'),
  };
};

const listProcesses = () =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [, pid = '', ppid = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), ppid: Number(ppid), command };
    });
