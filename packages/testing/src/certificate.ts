import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificate = AsyncDisposable & {
  /** Holds the certificate in PEM. It is its own authority. */
  certFile: string;
  keyFile: string;
};

/** Returns true if this machine can create a certificate. */
export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;

const thisMachine = ['DNS:localhost', 'IP:127.0.0.1'];

/** Creates a self-signed certificate, by default for this machine. Its folder is deleted on disposal. */
export const makeCertificate = async (names: readonly string[] = thisMachine): Promise<Certificate> => {
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-certificate-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const what = [
    '-subj',
    '/CN=localhost',
    '-addext',
    `subjectAltName=${names.join(',')}`,
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ];
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...kind, ...what], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl could not create a certificate:\n${stderr}`);
  return { certFile, keyFile, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
};
