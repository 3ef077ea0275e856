import { Trans } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  useDeletedDrafts,
  useDeleteDraft,
  useDeleteOnLeave,
  useHideDraft,
  useKeepDraft,
  type DeletedDraft,
} from '../api/deleted-drafts.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Notice } from '../parts/notice.tsx';
import styles from './shell.module.css';
import { Written } from '../parts/written-text.tsx';

const undoableMs = 10_000;

/** Says which drafts are being deleted, for as long as that can be undone. */
export const DeletedDrafts = () => {
  const drafts = useDeletedDrafts();
  useDeleteOnLeave(drafts);
  return (
    <div className={styles['toasts']}>
      {drafts.map((draft) =>
        draft.error ? <NotDeleted key={draft.id} draft={draft} /> : <Undo key={draft.id} draft={draft} />,
      )}
    </div>
  );
};

/** The time stands still while somebody points at the button or has the focus on it. */
const Undo = ({ draft }: { draft: DeletedDraft }) => {
  const { id, name } = draft;
  const navigate = useNavigate();
  const keep = useKeepDraft();
  const { mutate: remove } = useDeleteDraft();
  const [isHeld, setHeld] = useState(false);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (isHeld || isOver) return undefined;
    const timer = setTimeout(() => setOver(true), undoableMs);
    return () => clearTimeout(timer);
  }, [isHeld, isOver]);
  useEffect(() => {
    if (isOver) remove(draft);
    // Deletes once: the other values are new at each drawing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isOver]);
  const undo = () => {
    keep(id);
    void navigate({ to: '/campaigns/$id', params: { id } });
  };
  if (isOver) return null;
  return (
    <Notice
      action={
        <Button look="quiet" onPress={undo} onHoverChange={setHeld} onFocusChange={setHeld}>
          <Trans>Undo</Trans>
        </Button>
      }
    >
      <Trans>
        The draft “<Written text={name} />” is deleted.
      </Trans>
    </Notice>
  );
};

const NotDeleted = ({ draft: { id, name, error } }: { draft: DeletedDraft }) => {
  const hide = useHideDraft();
  return error ? <Failure error={error} onRetry={() => hide({ id, name })} /> : null;
};
