const storageKey = 'recado.shortcuts';

/** People who control the page by voice turn single keys off, because speech would press them. */
export const areShortcutsOn = (): boolean => localStorage.getItem(storageKey) !== 'off';

export const turnShortcuts = (on: boolean): void => {
  if (on) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, 'off');
};

/** True while a key goes into a field or a dialog, so it is not a shortcut. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, select, textarea, [role="dialog"], [contenteditable]') !== null;
