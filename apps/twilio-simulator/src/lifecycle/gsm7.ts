const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
  'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

/** How many septets each character of GSM 03.38 takes: an extension character is escaped with another. */
const septets = new Map([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from(extension, (character) => [character, 2] as const),
]);

/** The septets of each character, or undefined when one is not in GSM-7. */
export const septetsOf = (text: string): number[] | undefined => {
  const counts: number[] = [];
  for (const character of text) {
    const count = septets.get(character);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  return counts;
};
