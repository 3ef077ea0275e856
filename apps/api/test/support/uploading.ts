import { connect } from 'node:net';
import { bootstrapKey } from './running-api.ts';

type Where = { url: string; key?: string; type?: string };

/** A request over a bare socket, whose body is sent piece by piece and also after the response. */
export const openUpload = (path: string, { url, key = bootstrapKey, type = 'text/csv' }: Where) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (data) => (received += data.toString()));
  socket.on('error', () => {});
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n` +
      `Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const write = (text: string) => socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  return { socket, write, end: () => socket.write('0\r\n\r\n'), received: () => received };
};
