import { expect, it } from 'vitest';
import { FaultOrder, FaultPlan, makeFaults, type Place } from './faults.ts';

const ana = '+5511988887777';
const bia = '+5511977776666';

const faultsWith = (plan: object) => makeFaults(1, FaultPlan.parse(plan));
const order = (fault: object) => FaultOrder.parse(fault);
const kinds = (faults: ReturnType<typeof makeFaults>, place: Place, calls: number) =>
  Array.from({ length: calls }, () => faults.strike(place, ana)?.kind);

const often = { '503': 0.3, reset_after: 0.3, callback_lost: 0.5, seed: 42 };

it('strikes each kind as often as its share', () => {
  const struck = kinds(faultsWith(often), 'create', 10_000);
  expect(struck.filter((kind) => kind === '503').length / 10_000).toBeCloseTo(0.3, 1);
  expect(struck.filter((kind) => kind === 'reset_after').length / 10_000).toBeCloseTo(0.3, 1);
  expect(new Set(struck)).toEqual(new Set(['503', 'reset_after', undefined]));
});

it('decides the same for the n-th call from the same seed, whatever else was called', () => {
  const alone = kinds(faultsWith(often), 'create', 100);
  const faults = faultsWith(often);
  const among = Array.from({ length: 100 }, () => {
    faults.strike('callback', bia);
    return faults.strike('create', ana)?.kind;
  });
  expect(among).toEqual(alone);
  expect(kinds(faultsWith({ ...often, seed: 43 }), 'create', 100)).not.toEqual(alone);
});

it('begins again when the plan is replaced', () => {
  const faults = faultsWith({});
  expect(kinds(faults, 'create', 20)).toEqual(Array.from({ length: 20 }, () => undefined));
  faults.replace(FaultPlan.parse(often));
  expect(kinds(faults, 'create', 20)).toEqual(kinds(faultsWith(often), 'create', 20));
});

it('carries out orders first, in their order, and decides on as it would have', () => {
  const faults = faultsWith(often);
  faults.order(order({ kind: 'slow', times: 2 }));
  faults.order(order({ kind: 'refuse' }));
  const expected = kinds(faultsWith(often), 'create', 6).slice(3);
  expect(kinds(faults, 'create', 6)).toEqual(['slow', 'slow', 'refuse', ...expected]);
});

it('keeps an order for the address and the kind of call that it is for', () => {
  const faults = faultsWith({});
  faults.order(order({ kind: 'refuse', refuse_code: 21610, match: { to: ana } }));
  expect(faults.strike('create', bia)).toBeUndefined();
  expect(faults.strike('list', ana)).toBeUndefined();
  expect(faults.read().next).toMatchObject([{ kind: 'refuse', times: 1 }]);
  expect(faults.strike('create', ana)).toMatchObject({ kind: 'refuse', refuse_code: 21610 });
  expect(faults.read().next).toEqual([]);
});

it('goes as the plan says, where the order says nothing', () => {
  const faults = faultsWith({ slow_ms: 50, retry_after: 9 });
  faults.order(order({ kind: '429_retry_after' }));
  faults.order(order({ kind: 'slow', slow_ms: 70 }));
  expect(faults.strike('create', ana)).toMatchObject({ retry_after: 9 });
  expect(faults.strike('create', ana)).toMatchObject({ slow_ms: 70 });
});

it('ends all of it, and still knows what there was', () => {
  const faults = faultsWith({ '503': 1, list_lag_ms: 5 });
  faults.strike('create', ana);
  faults.order(order({ kind: 'refuse' }));
  faults.clear();
  expect(faults.strike('create', ana)).toBeUndefined();
  expect(faults.listLagMs()).toBe(0);
  expect(faults.counts()).toEqual({ '503': 1 });
});
