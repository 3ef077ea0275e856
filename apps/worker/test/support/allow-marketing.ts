import { expect } from 'vitest';
import type { System } from './system.ts';

/** Lets marketing go to everyone at any hour, for tests that are about something else. */
export const allowMarketing = async (system: System): Promise<void> => {
  const { status } = await system.call('PUT', '/v1/settings', {
    marketing_requires_consent: { whatsapp: false, sms: false },
    marketing_window: { from: '00:00', to: '24:00' },
  });
  expect(status).toBe(200);
};
