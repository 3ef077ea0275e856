import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { areShortcutsOn, turnShortcuts } from './shortcuts.ts';
import styles from './preferences.module.css';

/** Turns the keys of one letter on and off in this browser. */
export const ShortcutSwitch = () => {
  const [isOn, setOn] = useState(areShortcutsOn);
  const change = (on: boolean) => {
    turnShortcuts(on);
    setOn(on);
  };
  return (
    <div className={styles['switch']}>
      <input id="shortcuts" type="checkbox" checked={isOn} onChange={(event) => change(event.target.checked)} />
      <label htmlFor="shortcuts">
        <Trans>
          Use single keys as shortcuts; <kbd>?</kbd> lists them
        </Trans>
      </label>
    </div>
  );
};
