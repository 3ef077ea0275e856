import { expect, test } from 'vitest';
import { toSettings, SettingsOptions } from './settings.ts';

const requestOf = (options: object) =>
  JSON.parse(JSON.stringify(toSettings(SettingsOptions.parse(options)))) as unknown;

test('what was not said stays, and none takes a setting away', () => {
  expect(requestOf({ dailyBudget: 'none' })).toEqual({ daily_budget: null });
  expect(requestOf({ doubleOptIn: 'none' })).toEqual({ double_opt_in: null });
});

test('all settings are sent by their names', () => {
  const options = {
    dailyBudget: '50USD',
    marketingWindow: '09:00-20:00',
    smsConsent: 'not-required',
    keep: 'content=90,numbers=ever',
    eventLogDays: '60',
    twilioCopy: 'delete',
    optOutConfirmation: 'off',
    doubleOptIn: 'confirm_offers',
    marketingCap: '7/P7D',
    launchApproval: 'people=1000,cost=500USD',
    testNumbers: '+5511987654321, 11987654322',
  };
  expect(requestOf(options)).toEqual({
    daily_budget: { amount: '50', currency: 'USD' },
    marketing_window: { from: '09:00', to: '20:00' },
    marketing_requires_consent: { sms: false },
    retention_days: { content: 90, numbers: null },
    event_log_days: 60,
    twilio_copy: 'delete',
    opt_out_confirmation: { enabled: false },
    double_opt_in: { enabled: true, template: 'confirm_offers' },
    marketing_cap: { messages: 7, period: 'P7D' },
    launch_approval: { above_people: 1000, above_cost: { amount: '500', currency: 'USD' } },
    test_numbers: ['+5511987654321', '11987654322'],
  });
});
