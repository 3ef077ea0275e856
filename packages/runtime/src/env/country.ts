import { z } from 'zod';
import { variable } from '../variable.ts';

/** The country of numbers that are written without one. */
export const CountryEnv = z.object({
  DEFAULT_COUNTRY: variable(z.string().refine(isCountry).default('BR'), {
    shape: 'the two capital letters of a country, as in BR (ISO 3166-1 alpha-2)',
    remedy: 'Set it to the country of numbers without a country code, or unset it for BR.',
  }),
});

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && names.of(code) !== undefined;
}
