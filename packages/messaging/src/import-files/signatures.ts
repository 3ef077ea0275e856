import { Refusal } from '../errors.ts';

/** The kind of UTF-16 that a file is in, by its byte order mark or its zeros. */
export const utf16In = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const length = Math.min(head.length, 200) & ~1;
  if (length < 8) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < length; at += 1) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = (length / 2) * 0.8;
  if (odd >= most && even === 0) return 'utf-16le';
  return even >= most && odd === 0 ? 'utf-16be' : undefined;
};

type Signature = { name: string; bytes: number[]; remedy?: string };

const saveSheet = 'open it, save the sheet as .xlsx or as CSV in UTF-8, and send that';

const signatures: Signature[] = [
  {
    name: 'an .xls workbook or one that a password protects',
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    remedy: saveSheet,
  },
  { name: 'compressed by gzip', bytes: [0x1f, 0x8b], remedy: 'unpack it and send the list that is in it' },
  { name: 'a RAR archive', bytes: [0x52, 0x61, 0x72, 0x21], remedy: 'unpack it and send the list that is in it' },
  { name: 'a 7z archive', bytes: [0x37, 0x7a, 0xbc, 0xaf], remedy: 'unpack it and send the list that is in it' },
  {
    name: 'a PDF',
    bytes: [0x25, 0x50, 0x44, 0x46],
    remedy: 'export the list as .xlsx or CSV from the program that made it, and send that',
  },
];

const startsWith = (head: Buffer, { bytes }: Signature) => bytes.every((byte, index) => head[index] === byte);

/** Throws for what begins like no text, and says what to do. */
export const refuseBinary = (head: Buffer): void => {
  const found = signatures.find((signature) => startsWith(head, signature));
  if (!found && !head.includes(0)) return;
  throw new Refusal(
    'unsupported-media-type',
    `The file is ${found?.name ?? 'not text'}: ${found?.remedy ?? 'save the list as .xlsx or as CSV in UTF-8 and send that'}`,
  );
};

/** A zip archive: a workbook is one, too. */
export const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 2) === 'PK' && (head[2] ?? 0xff) < 9;
