import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useSearch } from '@tanstack/react-router';
import { sessionQuery, waysQuery } from '../api/session.ts';
import { Failure } from '../parts/failure.tsx';
import { Notice } from '../parts/notice.tsx';
import { Entrance } from './entrance.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** The page for people without a session. Afterwards it goes on to the page that they wanted. */
export const SignInPage = () => {
  const { t } = useLingui();
  const { to } = useSearch({ from: '/sign-in' });
  const session = useQuery(sessionQuery);
  const ways = useQuery(waysQuery);
  if (session.data) return <Navigate to={to ?? '/'} replace />;
  return (
    <Entrance title={t`Sign in`}>
      {session.error && <Failure error={session.error} onRetry={() => void session.refetch()} />}
      {ways.data?.first_user && (
        <Notice>
          <Trans>
            Nobody can sign in yet. Open the one-time link that <code>npm start</code> printed.
          </Trans>
        </Notice>
      )}
      <SignInForm />
    </Entrance>
  );
};
