import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ImportList } from '@recado/contract';
import { importsQuery } from '../../api/imports.ts';
import { DownloadLink } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Card } from '../../parts/page.tsx';
import rows from '../../parts/rows.module.css';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { Written } from '../../parts/written-text.tsx';

/** The files that were taken in, so that the rejected rows of each are found on another day, too. */
export const ImportedFiles = ({ id }: { id: string }) => {
  const files = useQuery(importsQuery(id));
  if (files.isPending) return <Skeleton rows={1} height={96} />;
  if (!files.data) return <Failure error={files.error} onRetry={() => void files.refetch()} />;
  const shown = files.data.data.filter(({ list }) => list === 'recipients');
  if (shown.length === 0) return null;
  return (
    <Card title={<Trans>Files that were taken in</Trans>}>
      <ul className={rows['rows']}>
        {shown.map((file) => (
          <File key={file.import_id} file={file} />
        ))}
      </ul>
    </Card>
  );
};

const File = ({ file: { at, by, accepted, rejected, rejected_csv: csv } }: { file: ImportList['data'][number] }) => (
  <li>
    <Time at={at} />
    <div className={rows['meaning']}>
      <Plural value={accepted} _0="nobody was added" one="# person was added" other="# people were added" />
      <div className={rows['muted']}>
        <Written text={by} />
      </div>
    </div>
    <Plural value={rejected} _0="no row was rejected" one="# row was rejected" other="# rows were rejected" />
    {rejected > 0 && (
      <DownloadLink href={csv}>
        <Trans>All rejected rows (CSV)</Trans>
      </DownloadLink>
    )}
  </li>
);
