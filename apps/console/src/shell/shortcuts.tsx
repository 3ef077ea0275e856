import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { areShortcutsOn, isTyping } from '../preferences/shortcuts.ts';
import styles from './shell.module.css';

/** Keys of one letter, for those who want them: the profile turns them off. */
export const Shortcuts = () => {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  const previous = useRef('');
  useEffect(() => {
    const verbs: Record<string, () => void> = {
      '?': () => setHelpOpen(true),
      '/': () => document.querySelector<HTMLElement>('[data-filter] input')?.focus(),
      j: () => moveInRows(1),
      k: () => moveInRows(-1),
      n: () => void navigate({ to: '/campaigns/new' }),
      'g h': () => void navigate({ to: '/' }),
      'g o': () => void navigate({ to: '/operations' }),
      'g c': () => void navigate({ to: '/campaigns', search: {} }),
    };
    const press = (event: KeyboardEvent) => {
      if (!areShortcutsOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const verb = verbs[`${previous.current}${event.key}`] ?? verbs[event.key];
      previous.current = event.key === 'g' ? 'g ' : '';
      if (!verb) return;
      event.preventDefault();
      verb();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [navigate]);
  return (
    <Dialog title={<Trans>Keys</Trans>} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)}>
      <KeyList />
    </Dialog>
  );
};

/** Moves the focus to the next row of the page's list, or to its first one. */
const moveInRows = (step: 1 | -1): void => {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const current = rows.findIndex((row) => row === document.activeElement);
  const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[next]?.focus();
};

const KeyList = () => (
  <dl className={styles['keys']}>
    <dt>
      <kbd>g</kbd> <kbd>h</kbd>
    </dt>
    <dd>
      <Trans>Go to the first page</Trans>
    </dd>
    <dt>
      <kbd>g</kbd> <kbd>o</kbd>
    </dt>
    <dd>
      <Trans>Go to operations</Trans>
    </dd>
    <dt>
      <kbd>g</kbd> <kbd>c</kbd>
    </dt>
    <dd>
      <Trans>Go to the campaigns</Trans>
    </dd>
    <dt>
      <kbd>n</kbd>
    </dt>
    <dd>
      <Trans>New campaign</Trans>
    </dd>
    <dt>
      <kbd>/</kbd>
    </dt>
    <dd>
      <Trans>Search the list</Trans>
    </dd>
    <dt>
      <kbd>j</kbd> <kbd>k</kbd>
    </dt>
    <dd>
      <Trans>Next and previous row</Trans>
    </dd>
    <dt>
      <kbd>p</kbd>
    </dt>
    <dd>
      <Trans>Pause or resume the campaign</Trans>
    </dd>
    <dt>
      <kbd>?</kbd>
    </dt>
    <dd>
      <Trans>Show this list</Trans>
    </dd>
  </dl>
);
