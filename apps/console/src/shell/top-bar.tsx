import { Trans, useLingui } from '@lingui/react/macro';
import { Monitor, Moon, Search, Sun } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { IconButton } from '../parts/button.tsx';
import { useKeepLanguage } from '../api/session.ts';
import { LanguageChoice } from '../preferences/language-choice.tsx';
import { applyTheme, themes, useTheme } from '../preferences/theme.ts';
import { nameTimeZone, useTimeZone } from '../preferences/time-zone.ts';
import styles from './shell.module.css';

export const TopBar = ({ onPalette }: { onPalette: () => void }) => {
  const { i18n } = useLingui();
  const timeZone = useTimeZone();
  const keepLanguage = useKeepLanguage();
  const zone = nameTimeZone(timeZone, i18n.locale);
  return (
    <header className={styles['top']}>
      <AriaButton className={styles['search'] ?? ''} onPress={onPalette}>
        <Search size={16} aria-hidden />
        <span>
          <Trans>Go to or do</Trans>
        </span>
        <kbd aria-hidden>Ctrl K</kbd>
      </AriaButton>
      <span className={styles['zone']}>
        <Trans>Times in {zone}</Trans>
      </span>
      <LanguageChoice isLabelHidden onChoose={(language) => keepLanguage.mutate(language)} />
      <ThemeButton />
    </header>
  );
};

const icons = { system: Monitor, light: Sun, dark: Moon };

/** Goes from the mode of the device to light, then to dark. */
const ThemeButton = () => {
  const { t } = useLingui();
  const theme = useTheme();
  const Icon = icons[theme];
  const labels = { system: t`Colors of the device`, light: t`Light colors`, dark: t`Dark colors` };
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <IconButton label={labels[theme]} onPress={() => applyTheme(next)}>
      <Icon size={18} aria-hidden />
    </IconButton>
  );
};
