import type { StatusReport } from '@recado/messaging';
import { verifySignature } from '../../src/signature.ts';
import { parseStatusCallback } from '../../src/status-callback.ts';
import { startScriptedServer } from './scripted-server.ts';

/** Takes status callbacks as the API would, answering 403 to a signature that does not match. */
export const startCallbackListener = async (authTokens: string[]) => {
  const reports: StatusReport[] = [];
  const refused: string[] = [];
  const server = await startScriptedServer((response, { url = '', headers, form }) => {
    const params = Object.fromEntries(form);
    const signature = headers['x-twilio-signature'];
    const signed = { authTokens, url: server.baseUrl + url, params, signature: String(signature) };
    if (!verifySignature(signed)) {
      refused.push(url);
      return void response.writeHead(403).end();
    }
    const report = parseStatusCallback(url.split('/').at(-1) ?? '', params);
    if (report) reports.push(report);
    response.writeHead(204).end();
  });
  return { ...server, publicUrl: server.baseUrl, reports, refused };
};
