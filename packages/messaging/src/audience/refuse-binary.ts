import { Refusal } from '../errors.ts';

type Signature = { name: string; bytes: number[] };

const zip: Signature = { name: 'a zip archive or an .xlsx workbook', bytes: [0x50, 0x4b, 0x03, 0x04] };

const signatures: Signature[] = [
  zip,
  { ...zip, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: 'an .xls workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'compressed by gzip', bytes: [0x1f, 0x8b] },
  { name: 'a PDF', bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: 'in UTF-16', bytes: [0xff, 0xfe] },
  { name: 'in UTF-16', bytes: [0xfe, 0xff] },
];

const startsWith = (head: Buffer, { bytes }: Signature) => bytes.every((byte, index) => head[index] === byte);

/** Throws for what begins like no text: a workbook, an archive, UTF-16. */
export const refuseBinary = (head: Buffer): void => {
  const name = signatures.find((signature) => startsWith(head, signature))?.name;
  if (name === undefined && !head.includes(0)) return;
  throw new Refusal(
    'unsupported-media-type',
    `The file is ${name ?? 'not text'}: save the list as CSV in UTF-8 and send that`,
  );
};
