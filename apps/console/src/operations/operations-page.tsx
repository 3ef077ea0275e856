import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { missingScopes } from '../words/roles.ts';
import styles from './operations.module.css';

/** The frame of the pages for people who run Recado. Others read which role may open them. */
export const OperationsPage = () => {
  const { t, i18n } = useLingui();
  const mayRead = useMay('audit:read');
  const missing = missingScopes['audit:read'];
  return (
    <Page title={t`Operations`}>
      {mayRead ? (
        <>
          <nav aria-label={t`Pages of operations`} className={styles['tabs']}>
            <Link to="/operations" activeOptions={{ exact: true }} className={styles['tab'] ?? ''}>
              <Trans>Senders</Trans>
            </Link>
            <Link to="/operations/failures" className={styles['tab'] ?? ''}>
              <Trans>Failures</Trans>
            </Link>
            <Link to="/operations/callbacks" className={styles['tab'] ?? ''}>
              <Trans>Callbacks</Trans>
            </Link>
            <Link to="/operations/audit" className={styles['tab'] ?? ''}>
              <Trans>Audit log</Trans>
            </Link>
          </nav>
          <Outlet />
        </>
      ) : (
        <Notice tone="warn">{missing && i18n._(missing)}</Notice>
      )}
    </Page>
  );
};
