import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificate = AsyncDisposable & {
  /** In PEM. It is its own authority. */
  certFile: string;
  keyFile: string;
};

/** Whether this machine can make a certificate. */
export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;

const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';

/** A certificate for this machine that nobody has signed but itself, in a folder that goes when it is disposed of. */
export const makeCertificate = async (): Promise<Certificate> => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-certificate-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const what = ['-subj', '/CN=localhost', '-addext', names, '-keyout', keyFile, '-out', certFile];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...kind, ...what], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl made no certificate:\n${stderr}`);
  return { certFile, keyFile, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
};
