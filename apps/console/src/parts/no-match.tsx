import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Card, Row } from './page.tsx';

/** A list that its filters leave empty. It is another thing than a list that has nothing. */
export const NoMatch = ({ children, onClear }: { children: ReactNode; onClear: () => void }) => (
  <Card>
    <p role="status">{children}</p>
    <Row>
      <Button onPress={onClear}>
        <Trans>Clear filters</Trans>
      </Button>
    </Row>
  </Card>
);
