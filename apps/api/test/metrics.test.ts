import { afterAll, beforeAll, expect, it } from 'vitest';
import { confirmation, startApi, startApiProcess, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

it('GET /metrics reports requests to Prometheus, without a key and without personal data', async () => {
  await api.call('POST', '/v1/messages', { body: confirmation });
  await api.call('GET', '/v1/contacts/+5511987654321/consents');
  await api.call('POST', '/webhooks/twilio/inbound', { body: 'Body=STOP' });
  await api.call('GET', '/anywhere/+5511987654321');
  const answer = await api.call('GET', '/metrics', { key: undefined });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  for (const line of [
    'recado_http_requests_total{method="POST",route="/v1/messages",status="202"} 1',
    'recado_http_requests_total{method="GET",route="/v1/contacts/:phone/consents",status="200"} 1',
    'recado_http_requests_total{method="GET",route="none",status="404"} 1',
    'recado_webhooks_refused_total{route="/webhooks/twilio/inbound"} 1',
    'recado_accept_seconds_count 1',
    'recado_messages_total{channel="whatsapp",category="utility",status="accepted"} 1',
    'recado_http_request_seconds_count{method="POST",route="/v1/messages"} 1',
    'recado_http_requests_in_flight 1',
    'recado_db_connections{pool="bulk",state="used"} 0',
    'recado_batch_size_count{statement="insert-messages"} 1',
  ])
    expect(answer.text.split('\n')).toContain(line);
  expect(answer.text).not.toContain('987654321');
  // A proxy that blocks `/metrics` blocks all of it.
  for (const path of ['/METRICS', '/metrics/', '//metrics', '/%6detrics'])
    expect((await api.call('GET', path)).status).toBe(404);
});

it('with METRICS_PORT the metrics leave the public port', async () => {
  await using process = await startApiProcess({ METRICS_PORT: '0' });
  const { metrics_url: url } = (await process.process.ready()) as { metrics_url: string };
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('recado_http_requests_in_flight 0');
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/v1/messages`)).status).toBe(404);
  expect((await process.call('GET', '/metrics')).status).toBe(404);
  expect((await process.call('GET', '/readyz')).status).toBe(200);
});
