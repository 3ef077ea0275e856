import { i18n, type Messages } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { useEffect, useState, type ReactNode } from 'react';
import { I18nProvider as AriaLocaleProvider } from 'react-aria-components/I18nProvider';

export const languages = { en: 'English', es: 'Español', 'pt-BR': 'Português (Brasil)' };
export type Language = keyof typeof languages;

const catalogs: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  es: () => import('../locales/es.po'),
  'pt-BR': () => import('../locales/pt-BR.po'),
};

const storageKey = 'recado.language';

/** Loads one language and shows the page in it. */
export const changeLanguage = async (language: Language): Promise<void> => {
  const { messages } = await catalogs[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
  localStorage.setItem(storageKey, language);
};

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in languages;

/** The language chosen before in this browser, else the first language of the browser that Recado speaks. */
const preferredLanguage = (): Language => {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) return chosen;
  const names = Object.keys(languages) as Language[];
  for (const wanted of navigator.languages) {
    const found = names.find((name) => name.slice(0, 2) === wanted.slice(0, 2));
    if (found) return found;
  }
  return 'en';
};

export const LanguageProvider = ({ children }: { children: ReactNode }) => {
  const [locale, setLocale] = useState<string>();
  useEffect(() => {
    const follow = i18n.on('change', () => setLocale(i18n.locale));
    void changeLanguage(preferredLanguage());
    return follow;
  }, []);
  if (!locale) return null;
  return (
    <I18nProvider i18n={i18n}>
      <AriaLocaleProvider locale={ariaLocales[locale as Language]}>{children}</AriaLocaleProvider>
    </I18nProvider>
  );
};

const ariaLocales: Record<Language, string> = { en: 'en-US', es: 'es-ES', 'pt-BR': 'pt-BR' };
