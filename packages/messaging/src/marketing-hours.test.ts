import { expect, it } from 'vitest';
import { withinMarketingHours } from './marketing-hours.ts';
import { defaultMarketingWindow } from './sending-window/window.ts';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const marketing = (now: Date) => ({ to: '+5511987654321', window: defaultMarketingWindow, now });

it('leaves marketing by day as it is, and says until when that is', () => {
  const validUntil = at('16:00:00');
  expect(withinMarketingHours({ validUntil }, marketing(at('15:00:00')))).toEqual({
    validUntil,
    windowUntil: at('23:00:00'),
  });
});

it('lets marketing at night wait for the morning, and be worth sending as long from then on', () => {
  const ahead = { sendAt: at('10:00:00'), validUntil: at('11:00:00') };
  expect(withinMarketingHours(ahead, marketing(at('04:00:00')))).toEqual({
    sendAt: at('10:00:00'),
    validUntil: at('13:00:00'),
    dueAt: at('12:00:00'),
    windowUntil: at('23:00:00'),
  });
});

it('refuses marketing to where the hours for it never come', () => {
  const window = { ...defaultMarketingWindow, from: '09:00', to: '09:00' };
  expect(() => withinMarketingHours({}, { ...marketing(at('04:00:00')), window })).toThrow(/never come/);
});
