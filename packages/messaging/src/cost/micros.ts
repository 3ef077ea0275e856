const places = 6;

/** A decimal amount in millionths: prices have at most six places. Nothing is lost to floating point. */
export const microsOf = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
};

/** Millionths as a decimal amount, without zeros at its end but for cents: `12.50`, `0.0625`. */
export const amountOf = (micros: bigint): string => {
  const digits = String(micros).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -places)}.${fraction}`;
};
