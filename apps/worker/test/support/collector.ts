import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Value = { stringValue?: string; intValue?: number };

export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: Value }[];
  links?: { traceId: string; spanId: string }[];
  status: { code?: number };
  service: string;
};

type Export = {
  resourceSpans: { resource: Pick<Span, 'attributes'>; scopeSpans: { spans: Omit<Span, 'service'>[] }[] }[];
};

/** Listens for spans by OTLP in JSON. `env` lets a process send each span at once. */
export const startCollector = async () => {
  const spans: Span[] = [];
  const bodies: string[] = [];
  const headers: (string | undefined)[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    bodies.push(body);
    headers.push(request.headers.authorization);
    spans.push(...(JSON.parse(body) as Export).resourceSpans.flatMap(spansOf));
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    spans,
    /** All that was sent. */
    sent: () => bodies.join('\n'),
    headers,
    env: { ...atOnce, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const atOnce = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_BSP_SCHEDULE_DELAY: '50' };

const spansOf = ({ resource, scopeSpans }: Export['resourceSpans'][number]): Span[] => {
  const service = attributeOf(resource, 'service.name') as string;
  return scopeSpans.flatMap(({ spans }) => spans).map((span) => ({ ...span, service }));
};

export const attributeOf = ({ attributes }: Pick<Span, 'attributes'>, name: string): string | number | undefined => {
  const { value } = attributes.find(({ key }) => key === name) ?? {};
  return value?.stringValue ?? value?.intValue;
};
