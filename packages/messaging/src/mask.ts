/** `+5511987655432` -> `+55119****5432`: enough to recognise a number, not enough to dial it. */
export const maskNumber = (e164: string): string => {
  const shown = Math.max(0, Math.min(6, e164.length - 8));
  return `${e164.slice(0, shown)}****${e164.slice(-4)}`;
};
