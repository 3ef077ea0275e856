import { describe, expect, it, vi } from 'vitest';
import { paysFor, readBalance, type ReadBalanceDeps } from './budget-alerts.ts';

describe('balance', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  const balance = { ...usd('10'), readAt: now };

  const world = () => ({
    clock: () => now,
    takeAccountLook: vi.fn<ReadBalanceDeps['takeAccountLook']>(async () => true),
    fetchBalance: vi.fn<ReadBalanceDeps['fetchBalance']>(async () => usd('10')),
    saveBalance: vi.fn<ReadBalanceDeps['saveBalance']>(async () => undefined),
    raised: vi.fn<ReadBalanceDeps['raised']>(),
  });

  it('stores the balance with its time, and raises the alert that it causes', async () => {
    const deps = world();
    const alert = { id: 'a', at: now, type: 'balance', balance: usd('10'), averageDay: usd('12') } as const;
    deps.saveBalance.mockResolvedValueOnce(alert);
    expect(await readBalance(deps)).toBe(true);
    expect(deps.saveBalance).toHaveBeenCalledExactlyOnceWith(balance);
    expect(deps.raised).toHaveBeenCalledExactlyOnceWith(alert);
    await readBalance(deps);
    expect(deps.raised).toHaveBeenCalledOnce();
  });

  it('asks Twilio only if no other worker did in the last minutes', async () => {
    const deps = world();
    deps.takeAccountLook.mockResolvedValue(false);
    expect(await readBalance(deps)).toBe(false);
    expect(deps.fetchBalance).not.toHaveBeenCalled();
  });

  it('keeps the balance that it had if Twilio does not answer', async () => {
    const deps = world();
    deps.fetchBalance.mockRejectedValue(new Error('no answer'));
    await expect(readBalance(deps)).rejects.toThrow('no answer');
    expect(deps.saveBalance).not.toHaveBeenCalled();
  });

  const brl = (amount: string) => ({ amount, currency: 'BRL' });

  it.each([
    ['a cost of all of it', { cost: usd('10.00') }, true],
    ['a cost of more', { cost: usd('10.000001') }, false],
    ['a budget of less than the cost', { cost: usd('11'), budget: usd('10') }, true],
    ['a budget of more, and a cost of less', { cost: usd('9'), budget: usd('11') }, true],
    ['a budget of more, and an unknown cost', { budget: usd('11') }, undefined],
    ['a cost in another currency', { cost: brl('1') }, undefined],
    ['a cost beside that of others', { cost: usd('6'), others: usd('4') }, true],
    ['a cost that others leave too little for', { cost: usd('6'), others: usd('4.01') }, false],
    ['nothing known', {}, undefined],
  ])('of 10 USD, the answer for %s is certain or unknown', (_what, spending, expected) => {
    expect(paysFor(balance, spending, now)).toBe(expected);
  });

  it('an old balance proves nothing, and a negative one pays nothing', () => {
    const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    expect(paysFor(balance, { cost: usd('11') }, later(60))).toBe(false);
    expect(paysFor(balance, { cost: usd('11') }, later(61))).toBeUndefined();
    expect(paysFor({ ...balance, amount: '-0.5' }, { cost: usd('0.01') }, now)).toBe(false);
  });
});
