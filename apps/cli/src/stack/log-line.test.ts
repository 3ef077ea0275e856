import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { formatLogLine } from './log-line.ts';

const plain = { colors: pc.createColors(false), requests: false };
const noon = new Date(2026, 10, 22, 12, 0, 5).getTime();
const entry = (fields: object) => JSON.stringify({ level: 30, time: noon, pid: 7, hostname: 'shop', ...fields });

describe('a line of a process', () => {
  test('shows the time, the process, what it says and the details', () => {
    const line = entry({
      name: 'worker',
      msg: 'Sender started: the worker now takes its messages',
      sender: 'store',
      mps: 80,
    });
    expect(formatLogLine('worker', line, plain)).toBe(
      '12:00:05 worker     Sender started: the worker now takes its messages sender=store mps=80',
    );
  });

  test('marks an error and says its cause without a stack', () => {
    const line = entry({ level: 50, msg: 'not ready', err: { message: 'refused', stack: 'Error: refused\n  at x' } });
    expect(formatLogLine('api', line, plain)).toBe('12:00:05 api        error not ready: refused');
  });

  test('that answers a request is left out', () => {
    const line = entry({ msg: 'answered', method: 'GET', path: '/v1/messages', status: 200 });
    expect(formatLogLine('api', line, plain)).toBeUndefined();
  });

  test('that answers a request with a failure is shown', () => {
    const line = entry({ level: 50, msg: 'answered', method: 'GET', path: '/v1/messages', status: 500 });
    expect(formatLogLine('api', line, plain)).toContain('error answered method=GET path=/v1/messages status=500');
  });

  test('that answers a request is shown when requests are asked for', () => {
    const line = entry({ msg: 'answered', method: 'GET', path: '/' });
    expect(formatLogLine('api', line, { ...plain, requests: true })).toContain('answered');
  });

  test.each(['DATABASE_URL: expected postgres://…', '{not json', '{"a":1}'])(
    'that is no log entry is shown as it came: %s',
    (line) => {
      expect(formatLogLine('api', line, plain)).toBe(`         api        ${line}`);
    },
  );

  test('that is empty is left out', () => {
    expect(formatLogLine('api', '  ', plain)).toBeUndefined();
  });

  test('has no colour codes when colours are off, and has when they are on', () => {
    const line = entry({ level: 40, msg: 'slow' });
    const escape = String.fromCodePoint(27);
    expect(formatLogLine('api', line, plain)).not.toContain(escape);
    expect(formatLogLine('api', line, { ...plain, colors: pc.createColors(true) })).toContain(escape);
  });
});
