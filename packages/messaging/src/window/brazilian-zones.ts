/**
 * The IANA zones of Brazil's area codes, whole states each; where a state's border does not hold, both. libphonenumber
 * goes by ranges of landlines and has the mobiles of Recife on Fernando de Noronha, which shares the code 81.
 * Area codes: Anatel's resolution 749/2022; zones: zone1970.tab of tzdata, law 11.662/2008 and 12.876/2013.
 */
const codesOfZones: Record<string, number[]> = {
  'America/Sao_Paulo': [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48,
    49, 51, 53, 54, 55, 61, 62, 64,
  ],
  'America/Araguaina': [63],
  'America/Cuiaba': [65, 66],
  'America/Campo_Grande': [67],
  'America/Rio_Branco': [68],
  'America/Porto_Velho': [69],
  'America/Bahia': [71, 73, 74, 75, 77],
  'America/Maceio': [79, 82],
  'America/Noronha America/Recife': [81],
  'America/Recife': [87],
  'America/Fortaleza': [83, 84, 85, 86, 88, 89, 98, 99],
  'America/Belem': [91, 94, 96],
  'America/Santarem': [93],
  'America/Manaus': [92],
  'America/Eirunepe America/Manaus': [97],
  'America/Boa_Vista': [95],
};

/** By the digits that a number begins with, without the `+`. */
export const brazilianZones: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(codesOfZones).flatMap(([zones, codes]) => {
    const set = zones.split(' ');
    return codes.map((code) => [`55${code}`, set] as const);
  }),
);
