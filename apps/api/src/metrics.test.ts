import { expect, it } from 'vitest';
import { makeApiMetrics, type Answered } from './metrics.ts';

const shown = async (...answers: Answered[]) => {
  const { addStore, answered, expose } = makeApiMetrics();
  addStore({ clockOffsetMs: () => 2_500, unreadableValues: new Map(), connectionCounts: () => ({}) });
  for (const answer of answers) answered(answer);
  return (await expose()).split('\n');
};

const accepted: Answered = { method: 'POST', route: '/v1/messages', status: 202, seconds: 0.003 };
const forged: Answered = { method: 'POST', route: '/webhooks/twilio/inbound', status: 403, seconds: 0.001 };

it('counts answers by method, route and status', async () => {
  const lines = await shown(accepted, accepted, { ...accepted, status: 422 });
  expect(lines).toContain('recado_http_requests_total{method="POST",route="/v1/messages",status="202"} 2');
  expect(lines).toContain('recado_http_requests_total{method="POST",route="/v1/messages",status="422"} 1');
});

it('measures what was accepted, and nothing else', async () => {
  const lines = await shown(accepted, { ...accepted, status: 422 }, { ...accepted, method: 'GET' });
  expect(lines).toContain('recado_accept_seconds_bucket{le="0.0025"} 0');
  expect(lines).toContain('recado_accept_seconds_bucket{le="0.005"} 1');
  expect(lines).toContain('recado_accept_seconds_count 1');
});

it('counts webhooks that were refused for their signature', async () => {
  expect(await shown()).toContain('recado_webhooks_refused_total{route="/webhooks/twilio/inbound"} 0');
  const lines = await shown(forged, { ...forged, status: 200 }, { ...accepted, status: 403 });
  expect(lines).toContain('recado_webhooks_refused_total{route="/webhooks/twilio/inbound"} 1');
});

it('shows how far the clock is off', async () => {
  expect(await shown()).toContain('recado_clock_offset_seconds 2.5');
});
