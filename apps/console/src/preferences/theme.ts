import { useSyncExternalStore } from 'react';

/** `system` follows the mode of the device. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'recado.theme';
const changed = 'recado-theme';

const readTheme = (): Theme => themes.find((theme) => theme === localStorage.getItem(storageKey)) ?? 'system';

export const applyTheme = (theme: Theme = readTheme()): void => {
  localStorage.setItem(storageKey, theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  dispatchEvent(new Event(changed));
};

/** The theme. A button, the palette and another tab change it. */
export const useTheme = (): Theme => useSyncExternalStore(listenToTheme, readTheme);

const listenToTheme = (onChange: () => void): (() => void) => {
  const followTab = ({ key }: StorageEvent) => key === storageKey && applyTheme();
  addEventListener(changed, onChange);
  addEventListener('storage', followTab);
  return () => {
    removeEventListener(changed, onChange);
    removeEventListener('storage', followTab);
  };
};
