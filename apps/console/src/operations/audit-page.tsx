import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { AuditEntry } from '@recado/contract';
import { auditQuery, type AuditFilters } from '../api/operations.ts';
import { Button, DownloadLink } from '../parts/button.tsx';
import { Failure, Stale } from '../parts/failure.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { NoMatch } from '../parts/no-match.tsx';
import { Card, Row, Stack } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Time } from '../parts/time.tsx';
import { actions, sayDetail, sayField } from '../words/audit.ts';
import rows from '../parts/rows.module.css';
import styles from './operations.module.css';
import { Written } from '../parts/written-text.tsx';

/** Says who did what. Filters are in the address, so that a link shows the same entries. */
export const AuditPage = () => {
  const { t, i18n } = useLingui();
  const filters = useSearch({ from: '/shell/operations/audit' });
  const navigate = useNavigate({ from: '/operations/audit' });
  const { actor, action } = filters;
  const search = (next: AuditFilters) => void navigate({ search: next, replace: true });
  const names = Object.entries(actions).map(([value, label]) => ({ value, label: i18n._(label) }));
  const submit = (textOf: (field: string) => string) => {
    const name = textOf('actor').trim();
    search({ ...(action && { action }), ...(name && { actor: name }) });
  };
  return (
    <Stack>
      <Form onSubmit={submit} isWide>
        <div className={styles['filter']} data-filter>
          <Field key={actor} name="actor" type="search" label={t`Name of a person or key`} defaultValue={actor ?? ''} />
          <Choice
            label={t`What was done`}
            value={action ?? ''}
            onChange={(value) => search({ ...(actor && { actor }), ...(value && { action: value }) })}
            choices={[{ value: '', label: t`everything` }, ...names]}
          />
          <Button type="submit">
            <Trans>Search</Trans>
          </Button>
          <DownloadLink href={`/v1/audit.csv?${new URLSearchParams(filters)}`}>
            <Trans>Export as CSV</Trans>
          </DownloadLink>
        </div>
      </Form>
      <Entries filters={filters} onClear={() => search({})} />
    </Stack>
  );
};

const Entries = ({ filters, onClear }: { filters: AuditFilters; onClear: () => void }) => {
  const list = useInfiniteQuery(auditQuery(filters));
  const again = () => void list.refetch();
  if (list.isPending) return <Skeleton rows={8} />;
  if (!list.data) return <Failure error={list.error} onRetry={again} />;
  const entries = list.data.pages.flatMap(({ data }) => data);
  if (entries.length === 0)
    return (
      <NoMatch onClear={onClear}>
        <Trans>No entry matches these filters.</Trans>
      </NoMatch>
    );
  return (
    <Card>
      {list.error && <Stale since={list.dataUpdatedAt} error={list.error} onRetry={again} />}
      <ul className={rows['rows']}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Row>
          <Button onPress={() => void list.fetchNextPage()} isPending={list.isFetchingNextPage}>
            <Trans>Show older ones</Trans>
          </Button>
        </Row>
      )}
    </Card>
  );
};

const Entry = ({ entry: { at, actor, action, object, detail } }: { entry: AuditEntry }) => {
  const { i18n } = useLingui();
  const name = actions[action];
  return (
    <li>
      <Time at={at} />
      <div className={rows['meaning']}>
        <Written text={actor.name} /> {name ? i18n._(name) : <code>{action}</code>}
        <div className={rows['muted']}>
          <Subject object={object} />
        </div>
        {detail && <Details action={action} detail={detail} />}
      </div>
    </li>
  );
};

/** A campaign is a link to its page. */
const Subject = ({ object }: Pick<AuditEntry, 'object'>) => {
  const [, id] = /^campaigns\/([\da-f-]{36})/.exec(object ?? '') ?? [];
  if (id === undefined) return <Written text={object} />;
  return (
    <Link to="/campaigns/$id" params={{ id }} className={styles['subject']}>
      <Written text={object} />
    </Link>
  );
};

type DetailsProps = { action: string; detail: NonNullable<AuditEntry['detail']> };

/** A field that has no words yet shows its name. */
const Details = ({ action, detail }: DetailsProps) => {
  const { i18n } = useLingui();
  return (
    <dl className={styles['details']}>
      {Object.entries(detail).map(([name, value]) => (
        <div key={name}>
          <dt>{sayField(i18n, name) ?? <code>{name}</code>}</dt>
          <dd>{isTime(value) ? <Time at={value} /> : <Written text={sayDetail(i18n, { action, name, value })} />}</dd>
        </div>
      ))}
    </dl>
  );
};

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value);
