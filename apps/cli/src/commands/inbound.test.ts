import { expect, it } from 'vitest';
import { showInbound } from './inbound.ts';

const message = {
  id: '01999999-0000-7000-8000-000000000001',
  from: '+5511987654321',
  channel: 'whatsapp',
  received_at: '2026-11-28T10:00:00.000Z',
  twilio_sid: 'SM1',
} as const;

it('shows the request and the text of each message on one line, and how to see more', () => {
  const data = [
    { ...message, opt_out_request: 'unclear' as const, body: 'Quero\ncancelar' },
    { ...message, wish: 'stop' as const },
    message,
  ];
  expect(showInbound({ data, next_cursor: 'abc' }).split('\n')).toEqual([
    expect.stringMatching(/^at +from +channel +request +text$/),
    expect.stringMatching(/\+5511987654321 +whatsapp +opt-out \(unclear\) +Quero cancelar$/),
    expect.stringMatching(/whatsapp +stop$/),
    expect.stringMatching(/whatsapp$/),
    'There are more: --cursor abc',
  ]);
});

it('says that nothing was found', () => {
  expect(showInbound({ data: [], next_cursor: null })).toBe('No inbound messages match these filters.');
});
