import { expect, it } from 'vitest';
import { readLanguage } from './language.ts';

it.each([
  ...['pt-BR', 'pt_br', 'PT_BR', 'pt br', 'PTBR', 'por-BR', 'pt_BR.UTF-8'].map((value) => [value, 'pt_BR']),
  ...['Português (Brasil)', 'Português do Brasil', 'PORTUGUÊS - BRASIL', 'Brazilian Portuguese'].map((value) => [
    value,
    'pt_BR',
  ]),
  ...['pt', 'PT', ' pt ', 'por', 'Português', 'portugues', 'Portugués', 'Portuguese'].map((value) => [value, 'pt']),
  ...['es', 'ESP', 'spa', 'Español', 'espanhol', 'Spanish', 'Castellano', 'espan\u0303ol'].map((value) => [
    value,
    'es',
  ]),
  ...['es-MX', 'Español (México)', 'Español de México', 'Mexican Spanish'].map((value) => [value, 'es_MX']),
  ...['en', 'EN', 'eng', 'English', 'inglês', 'Inglés'].map((value) => [value, 'en']),
  ...['en-US', 'English (US)', 'English (United States)', 'American English'].map((value) => [value, 'en_US']),
  ...['Français', 'francês', 'fr'].map((value) => [value, 'fr']),
  ['русский', 'ru'],
  ['日本語', 'ja'],
  ['zh-Hant-TW', 'zh_TW'],
])('%s is %s', (value, language) => expect(readLanguage(value ?? '')).toBe(language));

it.each(['BR', 'xx', 'pt-XX', 'Brasil', 'pt,en', 'Klingon', '-', 'sim', '12', 'pt-BR-variant', '\u0000'])(
  '%s is no language',
  (value) => expect(readLanguage(value)).toBeUndefined(),
);

it('knows a language that only a template has', () => {
  expect(readLanguage('eu')).toBeUndefined();
  expect(readLanguage('EU', ['es', 'eu'])).toBe('eu');
});
