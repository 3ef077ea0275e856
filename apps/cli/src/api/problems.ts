import type { RecadoProblem } from '@recado/client';

/** Says what went wrong with a request, and what to do. */
export const describeProblem = (problem: RecadoProblem): string => {
  if (problem.type === 'foreign-answer') return describeForeignAnswer(problem);
  return problem.status === 0 ? describeNoAnswer(problem) : describeRefusal(problem);
};

/** Formats a problem of the API, one line per field: `to: is a landline… (landline)`. */
const describeRefusal = (problem: RecadoProblem): string => {
  const fields = problem.errors.map(({ field, reason, message }) => `  ${field || 'body'}: ${message} (${reason})`);
  const detail = saysMore(problem) ? `: ${problem.detail}` : '';
  return [`${problem.status} ${problem.type}: ${problem.title}${detail}`, ...fields].join('\n');
};

/** Shows the detail only if it says more than the fields, for example about a file. */
const saysMore = ({ detail, errors }: RecadoProblem): boolean =>
  detail !== undefined && detail !== 'See errors' && !errors.some(({ message }) => detail.includes(message));

/** Says why a request got no answer at all. The title has the address. */
const describeNoAnswer = ({ title, cause }: RecadoProblem): string => {
  const { code, message } = rootOf(cause);
  // The error of fetch for a 407 has an empty text; for a 407 to CONNECT it has the status.
  if (cause instanceof Error && (message === '' || /\(407\)/.test(message)))
    return `${title}: 407 from a proxy on the way. ${remedies[407]}`;
  if (brokenCodes.has(code))
    return (
      `${title}: the connection broke before the answer came (${code}). Check that the API runs. If a proxy is in ` +
      'front of it, it may limit the size or the time of a body. The request may have been executed: look before you repeat it.'
    );
  return `${title}. Start it with \`recado up\`, or set RECADO_URL to its address.`;
};

/** A connection stood when one of these occurred. */
const brokenCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

const rootOf = (error: unknown): { code: string; message: string } => {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  if (error.cause instanceof Error) return rootOf(error.cause);
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
};

/**
 * Says what a proxy or another program answered, and what to do. Recado answers each refusal with a problem document,
 * so an answer without one was not written by Recado.
 */
const describeForeignAnswer = ({ status, headers }: RecadoProblem): string => {
  const page = /html/.test(headers.get('content-type') ?? '') ? ' with a page in HTML' : '';
  const location = headers.get('location');
  const remedy = status >= 300 && status < 400 ? redirected(location) : (remedies[status] ?? otherRemedy(status));
  return `${status}${page}: this answer is not from Recado. ${remedy}`;
};

const redirected = (location: string | null): string =>
  location === null
    ? 'Set RECADO_URL to the address of the API itself.'
    : `The server redirects to ${location}. Set RECADO_URL to the address that it redirects to, without the path.`;

const remedies: Record<number, string> = {
  401: 'A proxy asks for credentials of its own. Let requests to /v1 through, because Recado checks the API key.',
  403: 'A proxy or a firewall refuses the request. Allow requests to /v1 there.',
  404: 'Check that RECADO_URL points to Recado, and that the proxy passes on /v1.',
  405: 'Check that RECADO_URL points to Recado, and that the proxy allows all methods for /v1.',
  407: 'A proxy asks for a login. Set it in HTTPS_PROXY, or name the host of the API in NO_PROXY.',
  408:
    'A proxy waited too long for the file. Raise its limit: client_body_timeout in nginx, ' +
    'timeouts read_body in Caddy. Nothing was imported.',
  411: 'A proxy wants the length of the body. Let it pass on bodies in chunks.',
  413:
    'A proxy in front of it refuses a body of this size. Raise its limit: client_max_body_size in nginx, ' +
    'request_body max_size in Caddy. Nothing was imported.',
  429: 'A proxy limits the number of requests. Wait, or raise its limit.',
  502: 'A proxy does not reach the API. Check that the API runs, and the address to which the proxy passes requests on.',
  503: 'A proxy finds no API that is ready. Check GET /readyz of the API.',
  504:
    'A proxy did not wait for the answer. Raise its limit: proxy_read_timeout in nginx, response_header_timeout in ' +
    'Caddy. The request may have been executed: look before you repeat it. A repeated import adds nobody twice.',
};

const otherRemedy = (status: number): string =>
  status >= 500 ? 'A proxy or another program failed. Look in its log.' : 'Check that RECADO_URL points to Recado.';
