import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ImportedRecipients, ImportPreview } from '@recado/contract';
import { useState } from 'react';
import { templatesQuery } from '../../api/campaigns.ts';
import { importPreviewQuery, type Mapping } from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Card, Row, Stack } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useFormat } from '../../preferences/format.ts';
import { sayFileProblem } from '../../words/problems.ts';
import { useCampaign } from '../campaign-page.tsx';
import { BadRows, GoodRows } from './file-rows.tsx';
import styles from './draft.module.css';
import { MappingTable } from './mapping-table.tsx';
import { Uploading } from './uploading.tsx';
import { Written } from '../../parts/written-text.tsx';

type Props = { file: File; onOther: () => void; onDone: (imported: ImportedRecipients) => void };

/** One kind of mistake at a time: those of the file, then those of its columns, then those of its rows. */
export const FileReview = ({ file, onOther, onDone }: Props) => {
  const { id, template, language, channel, updated_at: version } = useCampaign();
  const [mapping, setMapping] = useState<Mapping>({});
  const [isUploading, setUploading] = useState(false);
  const templates = useQuery(templatesQuery);
  const preview = useQuery(importPreviewQuery({ id, version, file, mapping }));
  if (isUploading)
    return <Uploading id={id} file={file} mapping={mapping} onDone={onDone} onStop={() => setUploading(false)} />;
  const variables = templates.data?.data.find((entry) => entry.name === template && entry.language === language);
  return (
    <Stack>
      <Card title={<Written text={file.name} />}>
        <Facts file={file} preview={preview.data} />
        <Row>
          <Button onPress={onOther}>
            <Trans>Other file</Trans>
          </Button>
        </Row>
      </Card>
      {preview.isPending && <Skeleton rows={5} />}
      {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && (
        <Found
          preview={preview.data}
          variables={variables?.variables ?? []}
          channel={channel}
          onChange={setMapping}
          onTakeIn={() => setUploading(true)}
        />
      )}
    </Stack>
  );
};

const Facts = ({ file, preview }: { file: File; preview: ImportPreview | undefined }) => {
  const format = useFormat();
  const [amount, unit] =
    file.size < 1e5 ? [Math.ceil(file.size / 100) / 10, 'kilobyte'] : [file.size / 1e6, 'megabyte'];
  const size = format.number(amount, { maximumFractionDigits: 1, style: 'unit', unit });
  const rows = preview?.file_problem ? undefined : preview?.rows_estimated;
  const isWhole = preview?.rows_estimated === preview?.rows_seen;
  return (
    <p className={styles['muted']}>
      {size}
      {rows !== undefined && (
        <>
          {' · '}
          {isWhole ? (
            <Plural value={rows} one="# row" other="# rows" />
          ) : (
            <Plural value={rows} one="about # row" other="about # rows" />
          )}
        </>
      )}
      {preview?.delimiter && ` · ${preview.delimiter}`}
      {preview?.encoding && ` · ${preview.encoding}`}
    </p>
  );
};

type FoundProps = {
  preview: ImportPreview;
  variables: string[];
  channel: 'whatsapp' | 'sms';
  onChange: (mapping: Mapping) => void;
  onTakeIn: () => void;
};

const Found = ({ preview, variables, channel, onChange, onTakeIn }: FoundProps) => {
  const { i18n } = useLingui();
  const { file_problem: problem, columns, missing_variables: missing, rows } = preview;
  if (problem) return <Notice tone="bad">{sayFileProblem(i18n, problem)}</Notice>;
  const phones = columns.filter(({ use }) => use === 'phone').length;
  const twice = variablesTwice(columns);
  const isMapped = phones === 1 && twice.length === 0 && missing.length === 0;
  return (
    <>
      <Card title={<Trans>What each column is</Trans>}>
        <ColumnProblem phones={phones} twice={twice} missing={missing} />
        <MappingTable columns={columns} variables={variables} onChange={onChange} />
      </Card>
      {isMapped && (
        <div className={styles['columns']}>
          <BadRows preview={preview} />
          <GoodRows rows={rows.filter(({ errors }) => errors.length === 0)} channel={channel} />
        </div>
      )}
      <Row>
        <Button look="primary" isDisabled={!isMapped || preview.good === 0} onPress={onTakeIn}>
          <Plural value={preview.rows_estimated} one="Take in # row" other="Take in all # rows" />
        </Button>
      </Row>
    </>
  );
};

const variablesTwice = (columns: ImportPreview['columns']): string[] => {
  const variables = columns.flatMap(({ variable }) => variable ?? []);
  return [...new Set(variables.filter((name, place) => variables.indexOf(name) !== place))];
};

/** The one sentence about the columns that has to be solved first. */
const ColumnProblem = ({ phones, twice, missing }: { phones: number; twice: string[]; missing: string[] }) => {
  const { i18n } = useLingui();
  if (phones === 0)
    return (
      <Notice tone="warn">
        <Trans>No column is the phone number. Choose the column that has it.</Trans>
      </Notice>
    );
  if (phones > 1)
    return (
      <Notice tone="warn">
        <Trans>Several columns are the phone number. Choose one, and set the others to “ignored”.</Trans>
      </Notice>
    );
  const [variable] = twice;
  if (variable)
    return (
      <Notice tone="warn">
        <Trans>
          Several columns are the variable <Written text={variable} />. Choose one, and set the others to “ignored”.
        </Trans>
      </Notice>
    );
  if (missing.length === 0) return null;
  const names = new Intl.ListFormat(i18n.locale).format(missing.map((name) => `{{${name}}}`));
  return (
    <Notice tone="warn">
      <Trans>
        The template needs <Written text={names} />. Choose a column for it, or give a value for everybody in the
        message.
      </Trans>
    </Notice>
  );
};
