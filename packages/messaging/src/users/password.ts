import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** As OWASP recommends for argon2id: 19 MiB and two passes, about 30 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

/** Hashes a password for the record, in the PHC string format, so that a later cost can differ. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(saltBytes);
  const tag = await derive('argon2id', { ...cost, message: bytesOf(password), nonce, tagLength: tagBytes });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${textOf(nonce)}$${textOf(tag)}`;
};

/** The same password may be typed as different code points. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'));

const textOf = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Compares a password. Without a hash it takes as long and fails, so that time does not tell who has an account. */
export const isPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const { tag, ...parameters } = (hash !== undefined && parse(hash)) || nobodys;
  const found = await derive('argon2id', { ...parameters, message: bytesOf(password), tagLength: tag.length });
  return timingSafeEqual(found, tag) && hash !== undefined;
};

type Parsed = Omit<Argon2Parameters, 'message' | 'tagLength'> & { tag: Buffer };

const pattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

const parse = (hash: string): Parsed | undefined => {
  const [, memory, passes, parallelism, nonce = '', tag = ''] = pattern.exec(hash) ?? [];
  if (!tag) return undefined;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
};

const nobodys: Parsed = { ...cost, nonce: randomBytes(saltBytes), tag: randomBytes(tagBytes) };
