import { Trans } from '@lingui/react/macro';
import { FileUp } from 'lucide-react';
import { DropZone } from 'react-aria-components/DropZone';
import type { DropItem } from 'react-aria-components/ListBox';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Text } from 'react-aria-components/Text';
import { Button } from '../../parts/button.tsx';
import styles from './draft.module.css';

const endings = ['.csv', '.tsv', '.txt', '.xlsx', '.ndjson', '.jsonl', '.json'];

/** A file comes by drag and drop, or by the dialog of the device. */
export const ChooseFile = ({ onChoose }: { onChoose: (file: File) => void }) => {
  const take = async (items: DropItem[]) => {
    const item = items.find(({ kind }) => kind === 'file');
    if (item?.kind === 'file') onChoose(await item.getFile());
  };
  return (
    <DropZone className={styles['drop'] ?? ''} onDrop={({ items }) => void take(items)}>
      <FileUp size={28} aria-hidden />
      <Text slot="label">
        <Trans>Drop a file with one row for each person</Trans>
      </Text>
      <FileTrigger
        acceptedFileTypes={endings}
        onSelect={(files) => {
          const file = files?.item(0);
          if (file) onChoose(file);
        }}
      >
        <Button look="primary">
          <Trans>Choose a file</Trans>
        </Button>
      </FileTrigger>
      <p className={styles['muted']}>
        <Trans>CSV, an Excel workbook (.xlsx), TSV, TXT or NDJSON.</Trans>
      </p>
    </DropZone>
  );
};
