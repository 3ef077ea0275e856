import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Received = {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  /** The body as it came. */
  body: string;
  form: URLSearchParams;
};
export type Script = (response: ServerResponse, received: Received) => void;

/** An HTTP server that answers each request as the script says and remembers what it got. */
export const startScriptedServer = async (script: Script, host = '127.0.0.1') => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const { method, url, headers } = request;
      const body = await text(request);
      const got = { method, url, headers, body, form: new URLSearchParams(body) };
      received.push(got);
      script(response, got);
    };
    answer().catch(() => response.destroy());
  });
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl: `http://127.0.0.1:${port}`, received, [Symbol.asyncDispose]: close };
};
