import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportPreview } from '@recado/contract';
import type { Mapping } from '../../api/imports.ts';
import { Choice } from '../../parts/field.tsx';
import { useFormat } from '../../preferences/format.ts';
import styles from './draft.module.css';
import { showUnseen, Written } from '../../parts/written-text.tsx';

type PreviewColumn = ImportPreview['columns'][number];

type Props = { columns: PreviewColumn[]; variables: string[]; onChange: (mapping: Mapping) => void };

/** One line for each column of the file. A change is looked at by the API at once, without another upload. */
export const MappingTable = ({ columns, variables, onChange }: Props) => {
  const change = (name: string, use: string) => {
    const known = columns.map((column) => [column.name, purposeOf(column)] as const);
    onChange({ ...Object.fromEntries(known), [name]: use });
  };
  return (
    <table className={styles['mapping']}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Column</Trans>
          </th>
          <th scope="col">
            <Trans>Examples</Trans>
          </th>
          <th scope="col">
            <Trans>It is</Trans>
          </th>
          <th scope="col" className={styles['number']}>
            <Trans>Empty</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {columns.map((column) => (
          <ColumnRow key={column.name} column={column} variables={variables} onChange={change} />
        ))}
      </tbody>
    </table>
  );
};

const purposeOf = ({ use, variable }: PreviewColumn): string =>
  use === 'variable' ? `variable:${variable ?? ''}` : use;

type RowProps = { column: PreviewColumn; variables: string[]; onChange: (name: string, use: string) => void };

const ColumnRow = ({ column, variables, onChange }: RowProps) => {
  const { t } = useLingui();
  const format = useFormat();
  const { name, examples, sure, use, blank_share: blank } = column;
  const shownName = showUnseen(name);
  const choices = [
    { value: 'phone', label: t`Phone number` },
    ...variables.map((variable) => ({ value: `variable:${variable}`, label: t`Variable: ${variable}` })),
    { value: 'timezone', label: t`Time zone` },
    { value: 'ignored', label: t`Ignored` },
  ];
  return (
    <tr>
      <th scope="row">
        <Written text={name} />
      </th>
      <td className={styles['examples']}>
        <Written text={examples.filter(Boolean).join(' · ')} />
      </td>
      <td>
        <div className={styles['use']}>
          <Choice
            label={t`Use of the column ${shownName}`}
            isLabelHidden
            value={purposeOf(column)}
            onChange={(chosen) => onChange(name, chosen)}
            choices={choices}
          />
          {!sure && use !== 'ignored' && (
            <span className={styles['unsure']}>
              <Trans>check this</Trans>
            </span>
          )}
        </div>
      </td>
      <td className={styles['number']}>{format.percent(blank)}</td>
    </tr>
  );
};
