import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { sessionLostKey } from '../api/query-client.ts';
import { useUser } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SignInForm } from '../session/sign-in-form.tsx';

/** Opens over the page when the session has ended. What was typed on the page is kept. */
export const SessionLostDialog = () => {
  const { email } = useUser();
  const { data: isLost } = useQuery<boolean>({ queryKey: sessionLostKey, enabled: false, initialData: false });
  return (
    <Dialog title={<Trans>Sign in again</Trans>} isOpen={isLost}>
      <p>
        <Trans>Your session has ended. This page keeps your work.</Trans>
      </p>
      <SignInForm email={email} />
    </Dialog>
  );
};
