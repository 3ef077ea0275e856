import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { Forbidden } from '../parts/failure.tsx';
import { Page } from '../parts/page.tsx';
import tabs from '../parts/tabs.module.css';

/** The frame of the pages for people who run Recado. Others read which role may open them. */
export const OperationsPage = () => {
  const { t } = useLingui();
  const mayRead = useMay('audit:read');
  const isSender = useLocation().pathname.startsWith('/operations/senders/');
  return (
    <Page title={t`Operations`}>
      {mayRead ? (
        <>
          <nav aria-label={t`Pages of operations`} className={tabs['tabs']}>
            <Link
              to="/operations"
              activeOptions={{ exact: true }}
              className={`${tabs['tab']} ${isSender ? tabs['current'] : ''}`}
            >
              <Trans>Senders</Trans>
            </Link>
            <Link to="/operations/failures" className={tabs['tab'] ?? ''}>
              <Trans>Failures</Trans>
            </Link>
            <Link to="/operations/callbacks" className={tabs['tab'] ?? ''}>
              <Trans>Callbacks</Trans>
            </Link>
            <Link to="/operations/audit" className={tabs['tab'] ?? ''}>
              <Trans>Audit log</Trans>
            </Link>
          </nav>
          <Outlet />
        </>
      ) : (
        <Forbidden scope="audit:read" />
      )}
    </Page>
  );
};
