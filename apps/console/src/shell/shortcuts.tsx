import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useMay } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Broken } from '../parts/failure.tsx';
import { areShortcutsOn, isTyping } from '../preferences/shortcuts.ts';
import styles from './shell.module.css';

const Palette = lazy(async () => {
  try {
    const loaded = await import('./palette.tsx');
    return { default: loaded.Palette };
  } catch {
    return { default: BrokenPalette };
  }
});

/** Stands in place of the palette if its script could not be loaded: a failure here would take the frame away. */
const BrokenPalette = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => (
  <Dialog title={<Trans>Go to or do</Trans>} isOpen={isOpen} onClose={onClose}>
    <Broken />
  </Dialog>
);

type Props = { isPaletteOpen: boolean; onPalette: (isOpen: boolean) => void };

/** Ctrl K opens the palette. Keys of one letter are for those who want them: the profile turns them off. */
export const Shortcuts = ({ isPaletteOpen, onPalette }: Props) => {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const press = useKeys({ onHelp: () => setHelpOpen(true), onPalette: () => onPalette(true) });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press.current(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [press]);
  if (isPaletteOpen && !wasOpened) setOpened(true);
  return (
    <>
      <Dialog title={<Trans>Keys</Trans>} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)}>
        <KeyList />
      </Dialog>
      {wasOpened && (
        <Suspense>
          <Palette isOpen={isPaletteOpen} onClose={() => onPalette(false)} onShowKeys={() => setHelpOpen(true)} />
        </Suspense>
      )}
    </>
  );
};

type Verbs = { onHelp: () => void; onPalette: () => void };

/** Returns the newest handler of keys in a box, so that it is listened to once. */
const useKeys = ({ onHelp, onPalette }: Verbs) => {
  const navigate = useNavigate();
  const mayWrite = useMay('campaigns:write');
  const seesOperations = useMay('audit:read');
  const previous = useRef('');
  const verbs: Record<string, () => void> = {
    '?': onHelp,
    '/': () => document.querySelector<HTMLElement>('[data-filter] input')?.focus(),
    j: () => moveInRows(1),
    k: () => moveInRows(-1),
    'g h': () => void navigate({ to: '/' }),
    'g c': () => void navigate({ to: '/campaigns', search: {} }),
    'g p': () => void navigate({ to: '/profile' }),
    ...(mayWrite && { n: () => void navigate({ to: '/campaigns/new' }) }),
    ...(seesOperations && { 'g o': () => void navigate({ to: '/operations' }) }),
  };
  const press = (event: KeyboardEvent) => {
    if (isPaletteKey(event)) {
      event.preventDefault();
      onPalette();
      return;
    }
    if (!areShortcutsOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const verb = verbs[`${previous.current}${event.key}`] ?? verbs[event.key];
    previous.current = event.key === 'g' ? 'g ' : '';
    if (!verb) return;
    event.preventDefault();
    verb();
  };
  const box = useRef(press);
  useEffect(() => {
    box.current = press;
  });
  return box;
};

const isPaletteKey = ({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean =>
  key === 'k' && (ctrlKey || metaKey) && !(target instanceof HTMLElement && target.closest('[role="dialog"]') !== null);

/** Moves the focus to the next row of the page's list, or to its first one. */
const moveInRows = (step: 1 | -1): void => {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const current = rows.findIndex((row) => row === document.activeElement);
  const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[next]?.focus();
};

const KeyList = () => {
  const mayWrite = useMay('campaigns:write');
  const mayLaunch = useMay('campaigns:launch');
  const seesOperations = useMay('audit:read');
  const keys: [string, ReactNode][] = [
    ['Ctrl K', <Trans key="palette">Go to a page or campaign, or do something</Trans>],
    ['g h', <Trans key="home">Go to the first page</Trans>],
    ['g c', <Trans key="campaigns">Go to the campaigns</Trans>],
    ...(seesOperations
      ? [['g o', <Trans key="operations">Go to operations</Trans>] satisfies [string, ReactNode]]
      : []),
    ['g p', <Trans key="profile">Go to your profile</Trans>],
    ...(mayWrite ? [['n', <Trans key="new">New campaign</Trans>] satisfies [string, ReactNode]] : []),
    ['/', <Trans key="search">Search the list</Trans>],
    ['j k', <Trans key="rows">Next and previous row</Trans>],
    ...(mayLaunch
      ? [['p', <Trans key="pause">Pause or resume the campaign</Trans>] satisfies [string, ReactNode]]
      : []),
    ['?', <Trans key="help">Show this list</Trans>],
  ];
  return (
    <dl className={styles['keys']}>
      {keys.map(([pressed, does]) => (
        <div key={pressed}>
          <dt>
            {pressed.split(' ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
};
