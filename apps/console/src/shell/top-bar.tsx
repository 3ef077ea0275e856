import { Trans, useLingui } from '@lingui/react/macro';
import { Monitor, Moon, Search, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { IconButton } from '../parts/button.tsx';
import { LanguageChoice } from '../preferences/language-choice.tsx';
import { applyTheme, readTheme, themes } from '../preferences/theme.ts';
import { nameTimeZone, useTimeZone } from '../preferences/time-zone.ts';
import styles from './shell.module.css';

export const TopBar = ({ onPalette }: { onPalette: () => void }) => {
  const { i18n } = useLingui();
  const timeZone = useTimeZone();
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
      <LanguageChoice isLabelHidden />
      <ThemeButton />
    </header>
  );
};

const icons = { system: Monitor, light: Sun, dark: Moon };

/** Goes from the mode of the device to light, then to dark. */
const ThemeButton = () => {
  const { t } = useLingui();
  const [theme, setTheme] = useState(readTheme);
  const Icon = icons[theme];
  const labels = { system: t`Colors of the device`, light: t`Light colors`, dark: t`Dark colors` };
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  const change = () => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <IconButton label={labels[theme]} onPress={change}>
      <Icon size={18} aria-hidden />
    </IconButton>
  );
};
