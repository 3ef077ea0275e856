import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Recipient } from '@recado/contract';
import { recipientsQuery } from '../api/results.ts';
import { Button } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Choice } from '../parts/field.tsx';
import { MaskedNumber } from '../parts/masked-number.tsx';
import { NoMatch } from '../parts/no-match.tsx';
import { Card, Row, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import table from '../parts/table.module.css';
import { Time } from '../parts/time.tsx';
import { useFormat } from '../preferences/format.ts';
import { messageStatuses, sayExclusion } from '../words/campaigns.ts';
import { sayMeaning } from '../words/error-codes.ts';
import { useCampaign } from './campaign-page.tsx';
import { PeopleStep } from './draft/people-step.tsx';
import { readRecipientFilters, recipientStatuses, type RecipientFilters } from './filters.ts';
import styles from './list.module.css';

/** A draft takes people in. Later the same address shows what became of them. */
export const PeoplePage = () => (useCampaign().status === 'draft' ? <PeopleStep /> : <Recipients />);

/** Everyone of a campaign that was launched, with what became of the message. Filters are in the address. */
const Recipients = () => {
  const { id } = useParams({ from: '/shell/campaigns/$id/people' });
  const filters = useSearch({ from: '/shell/campaigns/$id/people' });
  const navigate = useNavigate({ from: '/campaigns/$id/people' });
  const search = (next: RecipientFilters) => void navigate({ search: next, replace: true });
  return (
    <Stack>
      <Filters filters={filters} onChange={search} />
      <Pages key={JSON.stringify(filters)} id={id} filters={filters} onClear={() => search({})} />
    </Stack>
  );
};

type FiltersProps = { filters: RecipientFilters; onChange: (filters: RecipientFilters) => void };

/** Offers the codes that the campaign met, and one that only the address names. */
const Filters = ({ filters, onChange }: FiltersProps) => {
  const { t, i18n } = useLingui();
  const { progress } = useCampaign();
  const { status, error_code: code } = filters;
  const met = progress?.errors ?? [];
  const codes = new Map(met.map((error) => [error.code, sayMeaning(i18n, error.code, error.meaning)]));
  if (code !== undefined && !codes.has(code)) codes.set(code, sayMeaning(i18n, code, ''));
  const offer = (all: string, choices: { value: string; label: string }[]) => [{ value: '', label: all }, ...choices];
  const statuses = recipientStatuses.map((value) => ({ value, label: i18n._(messageStatuses[value]) }));
  const errors = [...codes].map(([value, meaning]) => ({ value: String(value), label: `${value} ${meaning}`.trim() }));
  return (
    <div className={styles['filters']} data-filter>
      <Choice
        label={t`Status`}
        value={status ?? ''}
        onChange={(value) => onChange(readRecipientFilters({ status: value, error_code: code }))}
        choices={offer(t`All statuses`, statuses)}
      />
      {codes.size > 0 && (
        <Choice
          label={t`Error`}
          value={String(code ?? '')}
          onChange={(value) => onChange(readRecipientFilters({ status, error_code: Number(value) }))}
          choices={offer(t`All errors`, errors)}
        />
      )}
    </div>
  );
};

type PagesProps = { id: string; filters: RecipientFilters; onClear: () => void };

/** The API leads from a page to the next. The way back is the cursors that were used. */
const Pages = ({ id, filters, onClear }: PagesProps) => {
  const { status } = useCampaign();
  const [cursors, setCursors] = useState(['']);
  const people = useQuery(recipientsQuery(id, filters, cursors.at(-1) ?? '', status === 'running'));
  const again = () => void people.refetch();
  if (people.isPending) return <Skeleton rows={10} />;
  if (!people.data) return <Failure error={people.error} onRetry={again} />;
  const { data, next_cursor: next } = people.data;
  if (data.length === 0 && cursors.length === 1) return <Nobody filters={filters} onClear={onClear} />;
  return (
    <>
      {people.error && <Stale since={people.dataUpdatedAt} error={people.error} onRetry={again} />}
      <RecipientTable id={id} people={data} />
      <Row>
        <Button onPress={() => setCursors(cursors.slice(0, -1))} isDisabled={cursors.length === 1}>
          <Trans>Back</Trans>
        </Button>
        <Button
          onPress={() => next !== null && setCursors([...cursors, next])}
          isDisabled={next === null || people.isPlaceholderData}
        >
          <Trans>Next page</Trans>
        </Button>
      </Row>
    </>
  );
};

const Nobody = ({ filters, onClear }: Omit<PagesProps, 'id'>) =>
  Object.keys(filters).length > 0 ? (
    <NoMatch onClear={onClear}>
      <Trans>Nobody matches these filters.</Trans>
    </NoMatch>
  ) : (
    <Card>
      <p role="status">
        <Trans>There is nobody in this campaign yet.</Trans>
      </p>
    </Card>
  );

const RecipientTable = ({ id, people }: { id: string; people: Recipient[] }) => (
  <table className={table['table']}>
    <thead>
      <tr>
        <th scope="col">
          <Trans>Number</Trans>
        </th>
        <th scope="col" className={table['number']}>
          <Trans>Line of the file</Trans>
        </th>
        <th scope="col">
          <Trans>Status</Trans>
        </th>
        <th scope="col">
          <Trans>When</Trans>
        </th>
        <th scope="col" className={table['number']}>
          <Trans>Cost</Trans>
        </th>
      </tr>
    </thead>
    <tbody>
      {people.map((person) => (
        <RecipientRow key={person.id} id={id} person={person} />
      ))}
    </tbody>
  </table>
);

const RecipientRow = ({ id, person }: { id: string; person: Recipient }) => {
  const { t } = useLingui();
  const format = useFormat();
  const { id: message, line, to, cost } = person;
  const at = person.read_at ?? person.delivered_at ?? person.sent_at;
  return (
    <tr>
      <th scope="row">
        {to === undefined ? (
          <Trans>erased</Trans>
        ) : (
          <MaskedNumber key={message} number={to} object={`campaigns/${id}/recipients/${message}`} />
        )}
      </th>
      <td className={table['number']} data-label={t`Line of the file`}>
        {format.number(line)}
      </td>
      <td>
        <Outcome person={person} />
      </td>
      <td data-label={t`When`}>{at && <Time at={at} />}</td>
      <td className={table['number']} data-label={t`Cost`}>
        {cost && format.money(cost)}
      </td>
    </tr>
  );
};

const Outcome = ({ person: { status, reason, error, fallback_status: sms } }: { person: Recipient }) => {
  const { i18n } = useLingui();
  const smsStatus = sms && i18n._(messageStatuses[sms]);
  return (
    <>
      {i18n._(messageStatuses[status])}
      {reason && <div className={table['muted']}>{sayExclusion(i18n, reason)}</div>}
      {error && (
        <div className={table['muted']}>
          {error.code} {sayMeaning(i18n, error.code, error.meaning)}
        </div>
      )}
      {smsStatus && (
        <div className={table['muted']}>
          <Trans>SMS instead: {smsStatus}</Trans>
        </div>
      )}
    </>
  );
};
