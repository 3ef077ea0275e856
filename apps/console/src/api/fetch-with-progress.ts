/**
 * Returns a `fetch` that reports how many bytes of the body were sent. It uses XMLHttpRequest, because the browser's own
 * `fetch` does not report this. The body is no stream.
 */
export const fetchWithProgress =
  (onProgress: (sentBytes: number) => void): typeof fetch =>
  async (input, { method = 'GET', headers, body, signal } = {}) => {
    if (body instanceof ReadableStream) throw new TypeError('A stream cannot be sent with its progress. Pass a Blob');
    const request = new XMLHttpRequest();
    request.open(method, input instanceof Request ? input.url : input);
    for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    request.addEventListener('load', () => resolve());
    request.addEventListener('error', () => reject(new TypeError('The connection broke off')));
    request.addEventListener('abort', () => reject(new DOMException('The upload was canceled', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body ?? null);
    await promise;
    return responseOf(request);
  };

/** An answer without content, for example 204, must not have a text, not even an empty one. */
const responseOf = (request: XMLHttpRequest): Response =>
  new Response(request.responseText || null, { status: request.status, headers: headersOf(request) });

const headersOf = (request: XMLHttpRequest): Headers => {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().split('\r\n')) {
    const [name = '', ...value] = line.split(': ');
    if (name) headers.append(name, value.join(': '));
  }
  return headers;
};
