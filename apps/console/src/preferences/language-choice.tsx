import { useLingui } from '@lingui/react/macro';
import { Choice } from '../parts/field.tsx';
import { changeLanguage, languages, type Language } from './language.tsx';

const choices = Object.entries(languages).map(([value, label]) => ({ value, label }));

type Props = { isLabelHidden?: boolean; onChoose?: (language: Language) => void };

/** Each language is named in itself, so that one finds one's own. */
export const LanguageChoice = ({ isLabelHidden = false, onChoose }: Props) => {
  const { t, i18n } = useLingui();
  return (
    <Choice
      label={t`Language`}
      isLabelHidden={isLabelHidden}
      value={i18n.locale}
      onChange={(language) => {
        void changeLanguage(language as Language);
        onChoose?.(language as Language);
      }}
      choices={choices}
      areNames
    />
  );
};
