import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportedRecipients } from '@recado/contract';
import { useEffect, useState } from 'react';
import { campaignKey } from '../../api/campaigns.ts';
import { uploadRecipients, type Mapping } from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Card, Row } from '../../parts/page.tsx';
import { useFormat } from '../../preferences/format.ts';
import styles from './draft.module.css';
import { LeaveUpload } from './leave-upload.tsx';

type Props = {
  id: string;
  file: File;
  mapping: Mapping;
  onDone: (imported: ImportedRecipients) => void;
  /** Goes back to the columns. A file that did not arrive whole leaves the draft as it was. */
  onStop: () => void;
};

/** Sends the whole file, and says how much of it has arrived. */
export const Uploading = ({ id, file, mapping, onDone, onStop }: Props) => {
  const { t } = useLingui();
  const format = useFormat();
  const client = useQueryClient();
  const [sent, setSent] = useState(0);
  const [error, setError] = useState<Error>();
  const [tries, setTries] = useState(1);
  const { mutateAsync } = useMutation({
    mutationFn: (signal: AbortSignal) => uploadRecipients({ id, file, mapping, onProgress: setSent, signal }),
  });
  useEffect(() => {
    const stopping = new AbortController();
    const send = async () => {
      const imported = await mutateAsync(stopping.signal);
      await client.invalidateQueries({ queryKey: campaignKey(id) });
      onDone(imported);
    };
    send().catch((failure: unknown) => {
      if (!stopping.signal.aborted) setError(failure instanceof Error ? failure : new Error(String(failure)));
    });
    return () => stopping.abort();
    // The file is sent once for each try. What the callbacks are at that time does not matter.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [tries]);
  const tryAgain = () => {
    setError(undefined);
    setSent(0);
    setTries(tries + 1);
  };
  const megabytes = (bytes: number) => format.number(bytes / 1e6, { maximumFractionDigits: 1 });
  const [done, all] = [megabytes(sent), megabytes(file.size)];
  return (
    <Card title={<Trans>Taking the people in</Trans>}>
      <LeaveUpload isRunning={!error} />
      {error ? (
        <Failure error={error} onRetry={tryAgain} />
      ) : (
        <>
          <progress className={styles['progress']} value={sent} max={file.size} aria-label={t`Sent to Recado`} />
          <p>
            {sent < file.size ? (
              <Trans>
                {done} of {all} MB. Stay on this page: leaving it cancels the import.
              </Trans>
            ) : (
              <Trans>The file has arrived. Recado checks its rows.</Trans>
            )}
          </p>
        </>
      )}
      <Row>
        <Button onPress={onStop}>{error ? <Trans>Back to the columns</Trans> : <Trans>Cancel</Trans>}</Button>
      </Row>
    </Card>
  );
};
