import { createConnection } from 'node:net';

export type Answer = { status: number; headers: Record<string, string>; body: Buffer };
export type Reply = Answer | 'closed' | 'hung';

const headEnd = Buffer.from('\r\n\r\n');

const parseHead = (head: string): Pick<Answer, 'status' | 'headers'> => {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1]), headers };
};

const joinChunks = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!size) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
};

/**
 * Finds the response in all bytes that arrived; undefined without one. An interim response (100 Continue) does not
 * count.
 */
const parse = (bytes: Buffer): Answer | undefined => {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const rest = bytes.subarray(end + headEnd.length);
  const head = parseHead(bytes.toString('latin1', 0, end));
  if (head.status < 200) return parse(rest);
  return { ...head, body: head.headers['transfer-encoding'] === 'chunked' ? joinChunks(rest) : rest };
};

/** The beginning of a stream of events is enough, because it has no end. */
const isStream = (bytes: Buffer) => /^HTTP\/1.1 200[^]*?text\/event-stream/.test(bytes.toString('latin1', 0, 2_000));

export type Sending = {
  bytes: Buffer;
  /** Nothing more comes, however much was announced: the connection is closed behind it. */
  breaksOff: boolean;
};

/** Sends bytes on a connection of their own, and gives what comes back. */
export const exchange = (port: number, { bytes, breaksOff }: Sending, withinMs: number): Promise<Reply> => {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const chunks: Buffer[] = [];
  const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
  const timer = setTimeout(() => socket.destroy(new Error('hung')), withinMs);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (chunks.length < 3 && isStream(Buffer.concat(chunks))) socket.destroy();
  });
  socket.once('end', () => socket.end());
  let hung = false;
  socket.once('error', (error) => {
    hung = error.message === 'hung';
  });
  socket.once('close', () => {
    clearTimeout(timer);
    resolve(hung ? 'hung' : (parse(Buffer.concat(chunks)) ?? 'closed'));
  });
  socket.write(bytes);
  if (breaksOff) socket.end();
  return promise;
};
