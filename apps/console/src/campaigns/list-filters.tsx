import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Choice, Field } from '../parts/field.tsx';
import { campaignStatuses } from '../words/campaigns.ts';
import { statuses, type CampaignFilters } from './filters.ts';
import styles from './list.module.css';

type Props = { filters: CampaignFilters; onChange: (filters: CampaignFilters) => void };

/** Searching waits until the typing rests, so that not every letter is a request. */
export const ListFilters = ({ filters, onChange }: Props) => {
  const { t, i18n } = useLingui();
  const [text, setText] = useState(filters.q ?? '');
  const { status, q = '' } = filters;
  const [shown, setShown] = useState(q);
  // Somebody cleared the filters, or went back: the field follows the address.
  if (shown !== q) {
    setShown(q);
    setText(q);
  }
  useEffect(() => {
    if (text === q) return undefined;
    const timer = setTimeout(() => onChange({ ...(status && { status }), ...(text.trim() && { q: text }) }), 300);
    return () => clearTimeout(timer);
  }, [text, q, status, onChange]);
  const all = { value: '', label: t`All statuses` };
  const choices = [all, ...statuses.map((value) => ({ value, label: i18n._(campaignStatuses[value]) }))];
  const choose = (value: string) => {
    const chosen = statuses.find((known) => known === value);
    onChange({ ...(chosen && { status: chosen }), ...(q && { q }) });
  };
  return (
    <div className={styles['filters']} data-filter>
      <Field type="search" label={t`Search by name`} value={text} onChange={setText} />
      <Choice label={t`Status`} value={status ?? ''} onChange={choose} choices={choices} />
    </div>
  );
};
