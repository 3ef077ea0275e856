import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { campaignKey } from '../../api/campaigns.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Row } from '../../parts/page.tsx';

/** Takes all people out of a draft, after one sentence. The file is still on the person's device. */
export const EmptyAudience = ({ id }: { id: string }) => {
  const [isOpen, setOpen] = useState(false);
  const client = useQueryClient();
  const empty = useMutation({
    mutationFn: () => call<unknown>('DELETE', `/campaigns/${id}/recipients`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: campaignKey(id) });
      setOpen(false);
    },
  });
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>Take the people out…</Trans>
      </Button>
      <Dialog title={<Trans>Take all people out?</Trans>} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>
          <Trans>The draft loses its list of people. Nothing was sent. You can choose the file again.</Trans>
        </p>
        {empty.error && <Failure error={empty.error} />}
        <Row>
          <Button onPress={() => setOpen(false)} autoFocus>
            <Trans>Keep them</Trans>
          </Button>
          <Button look="danger" onPress={() => empty.mutate()} isPending={empty.isPending}>
            <Trans>Take them out</Trans>
          </Button>
        </Row>
      </Dialog>
    </>
  );
};
