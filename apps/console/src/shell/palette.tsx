import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { campaignsNamedQuery } from '../api/campaigns.ts';
import { useMay, useSignOut } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { applyTheme } from '../preferences/theme.ts';
import styles from './palette.module.css';
import { Written } from '../parts/written-text.tsx';

type Entry = { id: string; name: string; kind: string; run: () => void };

type Props = { isOpen: boolean; onClose: () => void; onShowKeys: () => void };

/** Goes to a page or a campaign, or does something, by its name. */
export const Palette = ({ isOpen, onClose, onShowKeys }: Props) => {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const { contains } = useFilter({ sensitivity: 'base' });
  const places = usePlaces();
  const actions = useActions(onShowKeys);
  const campaigns = useCampaigns(text);
  const entries = [...places, ...actions, ...campaigns];
  const run = (id: string) => {
    onClose();
    setText('');
    entries.find((entry) => entry.id === id)?.run();
  };
  return (
    <Dialog title={t`Go to or do`} isOpen={isOpen} onClose={onClose}>
      <Autocomplete inputValue={text} onInputChange={setText} filter={contains}>
        <SearchField aria-label={t`Name of a page, a campaign or an action`} autoFocus>
          <Input className={styles['input'] ?? ''} placeholder={t`Page, campaign or action`} />
        </SearchField>
        <Menu
          aria-label={t`Results`}
          className={styles['list'] ?? ''}
          items={entries}
          onAction={(id) => run(String(id))}
          renderEmptyState={() => <p className={styles['none']}>{t`Nothing has this name.`}</p>}
        >
          {({ id, name, kind }) => (
            <MenuItem id={id} textValue={name} className={styles['item'] ?? ''}>
              <Written text={name} />
              <span className={styles['kind']}>{kind}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
};

type Place = '/' | '/campaigns' | '/profile' | '/operations' | `/operations/${'failures' | 'callbacks' | 'audit'}`;

const usePlaces = (): Entry[] => {
  const { t } = useLingui();
  const navigate = useNavigate();
  const seesOperations = useMay('audit:read');
  const place = (to: Place, name: string): Entry => ({
    id: to,
    name,
    kind: t`page`,
    run: () => void navigate({ to }),
  });
  const operations = [
    place('/operations', t`Operations: senders`),
    place('/operations/failures', t`Operations: failures`),
    place('/operations/callbacks', t`Operations: callbacks`),
    place('/operations/audit', t`Operations: audit log`),
  ];
  return [
    place('/', t`Home`),
    place('/campaigns', t`Campaigns`),
    ...(seesOperations ? operations : []),
    place('/profile', t`Profile`),
  ];
};

const useActions = (onShowKeys: () => void): Entry[] => {
  const { t } = useLingui();
  const navigate = useNavigate();
  const mayWrite = useMay('campaigns:write');
  const { mutate: signOut } = useSignOut();
  const action = (id: string, name: string, run: () => void): Entry => ({ id, name, kind: t`action`, run });
  return [
    ...(mayWrite ? [action('new', t`New campaign`, () => void navigate({ to: '/campaigns/new' }))] : []),
    action('keys', t`Show the list of keys`, onShowKeys),
    action('system', t`Colors of the device`, () => applyTheme('system')),
    action('light', t`Light colors`, () => applyTheme('light')),
    action('dark', t`Dark colors`, () => applyTheme('dark')),
    action('out', t`Sign out`, () => signOut()),
  ];
};

/** Campaigns whose name has the text. */
const useCampaigns = (text: string): Entry[] => {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { data } = useQuery({ ...campaignsNamedQuery(text.trim()), enabled: text.trim() !== '' });
  if (text.trim() === '') return [];
  return (data?.data ?? []).map(({ id, name }) => ({
    id,
    name,
    kind: t`campaign`,
    run: () => void navigate({ to: '/campaigns/$id', params: { id } }),
  }));
};
