/** The key in `Authorization: Bearer …`. Longer ones than any of ours are not looked at. */
export const bearerOf = (header: string | undefined): string | undefined =>
  /^Bearer +([\x21-\x7e]{1,512}) *$/i.exec(header ?? '')?.[1];
