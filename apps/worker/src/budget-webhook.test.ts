import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Alert } from '@recado/messaging';
import { startProxy } from '@recado/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { makePostAlert, signWebhook } from './budget-webhook.ts';

describe('an alert', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const now = new Date('2026-11-22T12:00:00Z');
  const alert: Alert = {
    type: 'budget',
    id: '0c0ffee0-0000-4000-8000-000000000000',
    level: 80,
    at: now,
    of: { campaignId: '01900000-0000-7000-8000-000000000000', campaignName: 'Natal' },
    budget: { amount: '10', currency: 'USD' },
    spent: { amount: '8.1', currency: 'USD' },
  };

  type ReceivedRequest = {
    method: string | undefined;
    path: string | undefined;
    headers: IncomingHttpHeaders;
    body: string;
  };

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const closing: (() => Promise<void>)[] = [];

  const listen = async (answer: (response: ServerResponse) => void) => {
    const received: ReceivedRequest[] = [];
    const server = createServer((request, response) => {
      const hear = async () => {
        received.push({
          method: request.method,
          path: request.url,
          headers: request.headers,
          body: await text(request),
        });
        answer(response);
      };
      hear().catch(() => response.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`, received };
  };

  const throwNoRequest = (): never => {
    throw new Error('nothing was posted');
  };

  const post = makePostAlert(() => now);

  it('posts the alert with a signature that the receiver can verify', async () => {
    const { url, received } = await listen((response) => response.writeHead(204).end());
    await post({ url, secret }, alert);
    const [first] = received;
    const { method, headers, body } = first ?? throwNoRequest();
    expect(method).toBe('POST');
    expect(JSON.parse(body)).toEqual({
      type: 'budget.alert',
      timestamp: now.toISOString(),
      data: {
        level: 80,
        subject: { kind: 'campaign', id: '01900000-0000-7000-8000-000000000000', name: 'Natal' },
        budget: alert.budget,
        spent: alert.spent,
      },
    });
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(headers['webhook-id']).toBe(`msg_${alert.id}`);
  });

  it.each([301, 307, 400, 500])('treats %i as a refusal, and follows no redirect', async (status) => {
    const { url, received } = await listen((response) => response.writeHead(status, { location: '/elsewhere' }).end());
    await expect(post({ url, secret }, alert)).rejects.toThrow(String(status));
    expect(received.map(({ path }) => path)).toEqual(['/alerts']);
  });

  it('goes through the proxy, and past it to hosts of NO_PROXY', async () => {
    const { url, received } = await listen((response) => response.writeHead(204).end());
    await using proxy = await startProxy(Number(new URL(url).port));
    const behind = (noProxy: string) =>
      makePostAlert(() => now, { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy });
    await behind('')({ url: 'http://alerts.example.com/alerts', secret }, alert);
    expect(received.map(({ path }) => path)).toEqual(['/alerts']);
    expect(proxy.requested).toHaveLength(1);
    await behind('127.0.0.1')({ url, secret }, alert);
    expect(received).toHaveLength(2);
    expect(proxy.requested).toHaveLength(1);
  });

  it('rejects if the proxy refuses the request', async () => {
    await using proxy = await startProxy(1);
    proxy.refuseWith(407);
    const behind = makePostAlert(() => now, { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: '' });
    await expect(behind({ url: 'https://alerts.example.com/alerts', secret }, alert)).rejects.toThrow('fetch failed');
  });

  it('rejects when the port has no listener', async () => {
    const { url } = await listen((response) => response.end());
    for (const close of closing.splice(0)) await close();
    await expect(post({ url, secret }, alert)).rejects.toThrow('fetch failed');
  });
});

describe('the signature of an alert', () => {
  it('signs as the example of the standard does', () => {
    const headers = signWebhook({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
