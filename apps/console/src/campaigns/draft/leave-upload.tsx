import { Trans } from '@lingui/react/macro';
import { useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Row } from '../../parts/page.tsx';

/** Asks before another page is opened while a file is sent. When the tab is closed, the browser asks in its own words. */
export const LeaveUpload = ({ isRunning }: { isRunning: boolean }) => {
  const { proceed, reset } = useBlocker({
    shouldBlockFn: isOtherPage,
    enableBeforeUnload: isRunning,
    disabled: !isRunning,
    withResolver: true,
  });
  // An upload that ends in the meantime answers the question: the page and its address stay.
  useEffect(() => {
    if (!isRunning) reset?.();
    return reset;
  }, [isRunning, reset]);
  return (
    <Dialog
      title={<Trans>Leave while the file is sent?</Trans>}
      isOpen={isRunning && reset !== undefined}
      onClose={() => reset?.()}
    >
      <p>
        <Trans>Leaving this page cancels the import. The draft then stays as it was before.</Trans>
      </p>
      <Row>
        <Button onPress={() => reset?.()} autoFocus>
          <Trans>Stay on this page</Trans>
        </Button>
        <Button look="danger" onPress={() => proceed?.()}>
          <Trans>Leave and cancel the import</Trans>
        </Button>
      </Row>
    </Dialog>
  );
};

type Leaving = { current: { pathname: string }; next: { pathname: string } };

const isOtherPage = ({ current, next }: Leaving): boolean => current.pathname !== next.pathname;
