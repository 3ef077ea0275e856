import { journeyEngines } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const message = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };

describe.each(journeyEngines('postgresql'))('the metrics of a worker on the %s engine', (engine) => {
  it('show the answers of Twilio, their duration, and the state of the senders', async () => {
    await using system = await startSystem(engine);
    const worker = await system.startWorker();
    const { url } = (await worker.ready()) as { url: string };
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await system.call('POST', '/v1/webhooks', { url: 'https://webhook.invalid/' });
    await system.call('POST', '/v1/messages', message);
    await system.call('POST', '/v1/messages', { ...message, send_at: inAnHour });
    await system.call('PUT', '/v1/senders/texts', { paused: true });
    const readLines = async () => {
      const answer = await fetch(`${url}/metrics`);
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      return (await answer.text()).split('\n');
    };
    await expect.poll(readLines).toEqual(
      expect.arrayContaining([
        'recado_sends_total{sender="store",outcome="submitted"} 1',
        'recado_sends_total{sender="store",outcome="unknown"} 0',
        'recado_send_seconds_count 1',
        // A claim that comes too late for its window is repeated.
        expect.stringMatching(/^recado_message_wait_seconds_count\{lane="transactional"\} [1-9]/),
        'recado_messages_total{channel="whatsapp",category="utility",status="sent"} 1',
        'recado_queue_oldest_due_age_seconds{sender="store",lane="transactional"} 0',
        'recado_sender_rate_limit{sender="store"} 200',
        'recado_task_failures_total{task="feed_campaigns"} 0',
        'recado_sender_rate{sender="store"} 200',
        'recado_sender_rate{sender="texts"} 0',
        'recado_queue_jobs{sender="store",state="delayed"} 1',
        'recado_queue_jobs{sender="texts",state="waiting"} 0',
        'recado_account_balance{currency="USD"} 1000000',
        'recado_webhooks{status="active"} 1',
        expect.stringMatching(/^recado_webhook_requests_total\{outcome="no_answer"\} [1-9]/),
        expect.stringMatching(/^recado_webhook_pending_events\{webhook=".*"\} [1-9]/),
      ]),
    );
  });
});
