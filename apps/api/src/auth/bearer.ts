/** The key in `Authorization: Bearer …`, which may be any text in UTF-8. What is longer is not looked at. */
export const bearerOf = (header: string | undefined): string | undefined => {
  const key = /^Bearer +(\S.{0,511})$/i.exec(header ?? '')?.[1];
  // Node gives the bytes of a header as Latin-1.
  return key === undefined ? undefined : Buffer.from(key, 'latin1').toString().trimEnd();
};
