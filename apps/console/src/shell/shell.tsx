import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { sessionQuery, useSessionCheck } from '../api/session.ts';
import { Failure } from '../parts/failure.tsx';
import { changeLanguage, isLanguage } from '../preferences/language.tsx';
import { AwayBar } from './away-bar.tsx';
import { DeletedDrafts } from './deleted-drafts.tsx';
import { Navigation } from './navigation.tsx';
import { SessionLostDialog } from './session-lost-dialog.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { TopBar } from './top-bar.tsx';
import styles from './shell.module.css';

/** The frame around every page of a person who signed in. It shows the sign-in page to everybody else. */
export const Shell = () => {
  const session = useQuery(sessionQuery);
  useSessionCheck();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const language = session.data?.user.locale;
  useEffect(() => {
    if (isLanguage(language)) void changeLanguage(language);
  }, [language]);
  if (session.data === null) return <ToSignIn />;
  if (!session.data)
    return (
      <div className={styles['waiting']}>
        {session.error && <Failure error={session.error} onRetry={() => void session.refetch()} />}
      </div>
    );
  return (
    <div className={styles['shell']}>
      <a href="#main" className={styles['skip']}>
        <Trans>Skip to the page</Trans>
      </a>
      <Navigation />
      <div className={styles['column']}>
        <TopBar onPalette={() => setPaletteOpen(true)} />
        <AwayBar />
        <main id="main" className={styles['main']} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Shortcuts isPaletteOpen={isPaletteOpen} onPalette={setPaletteOpen} />
      <DeletedDrafts />
      <SessionLostDialog />
    </div>
  );
};

/** Leads to the sign-in, once: the address changes before this page goes, and must not become the wanted one. */
const ToSignIn = () => {
  const { href } = useLocation();
  const [wanted] = useState(href);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/sign-in', search: wanted === '/' ? {} : { to: wanted }, replace: true });
  }, [navigate, wanted]);
  return null;
};
