import { beforeEach, describe, expect, it } from 'vitest';
import { makeCircuit, type Circuit } from './circuit-breaker.ts';

let now = 0;
let circuit: Circuit;

const outages = (count: number) => {
  for (let n = 0; n < count; n += 1) circuit.report('outage');
};

beforeEach(() => {
  now = 0;
  circuit = makeCircuit({ clock: () => new Date(now), threshold: 3, openMs: 1000, maxOpenMs: 3000 });
});

describe('a circuit', () => {
  it('stays closed while outages are single', () => {
    outages(2);
    circuit.report('ok');
    outages(2);
    expect(circuit.check()).toEqual({ open: false });
  });

  it('counts outages that may be due to their message once for each message', () => {
    for (let n = 0; n < 9; n += 1) circuit.report('outage', 'm1');
    circuit.report('outage', 'm2');
    expect(circuit.check()).toEqual({ open: false });
    circuit.report('outage');
    expect(circuit.check()).toEqual({ open: true, waitMs: 1000 });
  });

  it('opens after a run of outages and says how long to wait', () => {
    outages(3);
    now = 400;
    expect(circuit.check()).toEqual({ open: true, waitMs: 600 });
  });

  it('lets one probe through after its wait', () => {
    outages(3);
    now = 1000;
    expect(circuit.check()).toEqual({ open: false });
    expect(circuit.check()).toEqual({ open: true, waitMs: 1000 });
  });

  it('closes when the probe succeeds', () => {
    outages(3);
    now = 1000;
    circuit.check();
    circuit.report('ok');
    expect(circuit.check()).toEqual({ open: false });
    expect(circuit.check()).toEqual({ open: false });
  });

  it('stays open twice as long after each failed probe, up to a limit', () => {
    outages(3);
    const waits = [2000, 3000, 3000].map((waitMs) => {
      now += 10_000;
      circuit.check();
      circuit.report('outage');
      return [circuit.check(), { open: true, waitMs }];
    });
    for (const [found, expected] of waits) expect(found).toEqual(expected);
  });

  it('reports once when it opens, opens again and closes', () => {
    const reports = (signals: ('ok' | 'outage')[]) => signals.map((signal) => circuit.report(signal).kind);
    expect(reports(['outage', 'outage', 'outage', 'outage'])).toEqual(['none', 'none', 'opened', 'none']);
    expect(circuit.isOpen()).toBe(true);
    now = 1000;
    circuit.check();
    expect(circuit.report('outage')).toEqual({ kind: 'opened', until: new Date(3000) });
    expect(reports(['ok', 'ok'])).toEqual(['closed', 'none']);
    expect(circuit.isOpen()).toBe(false);
  });

  it('does not wait longer because of calls that left before it opened', () => {
    outages(6);
    expect(circuit.check()).toEqual({ open: true, waitMs: 1000 });
  });
});
