import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeTwilio, messageSid, submission } from './support/make-twilio.ts';
import { startScriptedServer } from './support/scripted-server.ts';
import { startTcpServer } from './support/tcp-server.ts';

const body = JSON.stringify({ sid: messageSid, num_segments: '1' });
const head = `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const answer = (socket: Socket) => socket.write(head + body);
const silent = () => {};

/** A port without a listener. */
const freePort = async () => {
  await using server = await startTcpServer(silent);
  return server.port;
};

describe('a request that did not leave is unsent', () => {
  it('when the port has no listener', async () => {
    await using twilio = makeTwilio({ baseUrl: `http://127.0.0.1:${await freePort()}` });
    expect(await twilio.requestTwilio(submission)).toEqual({
      kind: 'unsent',
      message: 'Twilio was not reached (ECONNREFUSED)',
    });
  });

  it('when the name has no address', async () => {
    await using twilio = makeTwilio({ baseUrl: 'http://nowhere.invalid' });
    expect(await twilio.requestTwilio(submission)).toMatchObject({
      kind: 'unsent',
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  it('when the other side speaks no TLS', async () => {
    await using server = await startTcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
    );
    await using twilio = makeTwilio({ baseUrl: `https://127.0.0.1:${server.port}` });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unsent' });
  });

  it('when the connection is reset during the TLS handshake', async () => {
    await using server = await startTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await using twilio = makeTwilio({ baseUrl: `https://127.0.0.1:${server.port}` });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unsent' });
  });

  it('when the TLS handshake takes longer than the timeout', async () => {
    await using server = await startTcpServer(silent);
    await using twilio = makeTwilio({ baseUrl: `https://127.0.0.1:${server.port}`, timeoutMs: 100 });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unsent' });
  });
});

describe('a request that may have left is unknown, and is not repeated', () => {
  it.each<[string, (socket: Socket) => void]>([
    [
      'the connection is reset with the request unread',
      (socket) => void setTimeout(() => socket.pause().resetAndDestroy(), 50),
    ],
    ['the connection is reset after the request', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['the connection is closed after the request', (socket) => socket.once('data', () => socket.end())],
    ['the answer is cut in its head', (socket) => socket.once('data', () => socket.end('HTTP/1.1 201 Cre'))],
    ['the answer is cut in its body', (socket) => socket.once('data', () => socket.end(head + body.slice(0, 9)))],
    [
      'the answer is reset in its body',
      (socket) => socket.once('data', () => socket.write(head + body.slice(0, 9), () => socket.resetAndDestroy())),
    ],
    ['the answer is not HTTP', (socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))],
  ])('when %s', async (_, script) => {
    await using server = await startTcpServer(script);
    await using twilio = makeTwilio(server);
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unknown' });
    expect(server.counts.connections).toBe(1);
    expect(server.counts.requests).toBeLessThanOrEqual(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['no answer comes', silent],
    ['only the head comes', (socket) => socket.once('data', () => socket.write(head))],
    [
      'the body drips on',
      (socket) => {
        socket.write(`HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n`);
        const drip = setInterval(() => socket.write(' '), 20);
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ])('when %s within the timeout', async (_, script) => {
    await using server = await startTcpServer((socket) => socket.once('data', () => script(socket)));
    await using twilio = makeTwilio({ ...server, timeoutMs: 1_000 });
    expect(await twilio.requestTwilio(submission)).toEqual({
      kind: 'unknown',
      message: "Twilio's answer was lost (TIMEOUT)",
    });
    expect(server.counts).toEqual({ connections: 1, requests: 1 });
  });

  it('when a connection that was used before is reset after the request', async () => {
    const sockets = new Set<unknown>();
    await using server = await startScriptedServer((response) => {
      if (sockets.has(response.socket)) return response.socket?.resetAndDestroy();
      sockets.add(response.socket);
      response.writeHead(201).end(body);
    });
    await using twilio = makeTwilio({ ...server, connections: 1 });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'submitted' });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unknown' });
    expect(sockets.size).toBe(1);
    expect(server.received).toHaveLength(2);
  });
});

it('a connection that was closed while idle is not used again', async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await startTcpServer((socket, connection) => {
    socket.once('data', () => {
      answer(socket);
      if (connection === 1) socket.end().once('close', () => closed.resolve());
    });
  });
  await using twilio = makeTwilio(server);
  await twilio.requestTwilio(submission);
  await closed.promise;
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'submitted' });
  expect(server.counts).toEqual({ connections: 2, requests: 2 });
});

it('an answer that comes in pieces is put together', async () => {
  await using server = await startTcpServer((socket) => {
    socket.once('data', () => {
      const pieces = [head.slice(0, 20), head.slice(20), body.slice(0, 5), body.slice(5)];
      pieces.forEach((piece, index) => setTimeout(() => socket.write(piece), index * 10));
    });
  });
  await using twilio = makeTwilio(server);
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'submitted', sid: messageSid });
});
