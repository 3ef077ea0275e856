import { Trans, useLingui } from '@lingui/react/macro';
import { RecadoProblem } from '@recado/client';
import { useMatches, type StaticDataRouteOption } from '@tanstack/react-router';
import { isMissing } from '../api/call.ts';
import { sayProblem } from '../words/problems.ts';
import { missingScopes } from '../words/roles.ts';
import { Button, ButtonLink } from './button.tsx';
import { Notice } from './notice.tsx';
import { Page } from './page.tsx';
import pageStyles from './page.module.css';
import { Time } from './time.tsx';

/**
 * Says why a part of a page could not be read, and lets one try again. What does not exist cannot be read by another try:
 * then there is the way back to its list.
 */
export const Failure = ({ error, onRetry }: { error: Error; onRetry?: () => void }) => {
  const { i18n } = useLingui();
  if (error instanceof RecadoProblem && error.status === 401) return null;
  if (onRetry && isMissing(error)) return <Missing error={error} />;
  return (
    <Notice
      tone="bad"
      action={
        onRetry && (
          <Button look="quiet" onPress={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        )
      }
    >
      {sayProblem(i18n, error)}
    </Notice>
  );
};

/** The route of the page knows what it shows, and where the list of those is. */
const Missing = ({ error }: { error: Error }) => {
  const { i18n } = useLingui();
  const missing = useMatches({ select: (matches) => matches.findLast(isOfOneThing)?.staticData.missing });
  if (!missing) return <Notice tone="bad">{sayProblem(i18n, error)}</Notice>;
  const { text, list, name } = missing;
  return (
    <Notice
      tone="bad"
      action={
        <ButtonLink to={list} look="quiet">
          {i18n._(name)}
        </ButtonLink>
      }
    >
      {i18n._(text)}
    </Notice>
  );
};

const isOfOneThing = ({ staticData }: { staticData: StaticDataRouteOption }): boolean =>
  staticData.missing !== undefined;

type StaleProps = { since: number; error: Error; onRetry: () => void };

/** Stands above figures that could not be read again. They stay, because old figures are better than none. */
export const Stale = ({ since, error, onRetry }: StaleProps) => {
  const { i18n } = useLingui();
  if (isMissing(error)) return <Missing error={error} />;
  return (
    <Notice
      tone="warn"
      action={
        <Button look="quiet" onPress={onRetry}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      <Trans>
        These figures are from <Time at={new Date(since).toISOString()} show="clock" />. {sayProblem(i18n, error)}
      </Trans>
    </Notice>
  );
};

/** Stands in place of a page that the reader's role may not open, and says which role may. */
export const Forbidden = ({ scope }: { scope: keyof typeof missingScopes }) => {
  const { i18n } = useLingui();
  return <Notice tone="warn">{i18n._(missingScopes[scope])}</Notice>;
};

/** Stands in place of a page that could not be loaded or drawn. The frame around it stays. */
export const Broken = () => (
  <Notice
    tone="bad"
    action={
      <Button look="quiet" onPress={() => location.reload()}>
        <Trans>Reload the page</Trans>
      </Button>
    }
  >
    <Trans>This page cannot be shown. Recado may be away, or has a new version. Reload it in a moment.</Trans>
  </Notice>
);

export const NotFound = () => {
  const { t } = useLingui();
  return (
    <main className={pageStyles['alone']}>
      <Page title={t`This page does not exist`}>
        <p>
          <Trans>Check the address, or go back to the campaigns.</Trans>
        </p>
        <div>
          <ButtonLink to="/campaigns" look="primary">
            <Trans>Campaigns</Trans>
          </ButtonLink>
        </div>
      </Page>
    </main>
  );
};
