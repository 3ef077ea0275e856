import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportedRecipients } from '@recado/contract';
import { DownloadLink } from '../../parts/button.tsx';
import { Card, Row } from '../../parts/page.tsx';
import { useFormat } from '../../preferences/format.ts';
import { sayFieldError } from '../../words/problems.ts';
import styles from './draft.module.css';

/** As many rows as one reads. The file has the others. */
const shownErrors = 20;

/** The result of an import: who was taken in, who was there twice, and which rows were rejected and why. */
export const ImportResult = ({ result }: { id: string; result: ImportedRecipients }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const { accepted, duplicates, rejected, opted_out: optedOut, ninth_digits_added: digits, errors } = result;
  const [taken, twice, refused, out, added] = [accepted, duplicates, rejected, optedOut, digits].map((count) =>
    format.number(count),
  );
  return (
    <Card title={<Trans>The file was taken in</Trans>}>
      <ul className={styles['result']}>
        <li>
          <Trans>{taken} people were added</Trans>
        </li>
        {duplicates > 0 && (
          <li>
            <Trans>{twice} rows name somebody who was there already</Trans>
          </li>
        )}
        {optedOut > 0 && (
          <li>
            <Trans>{out} of them opted out and will get nothing</Trans>
          </li>
        )}
        {digits > 0 && (
          <li>
            <Trans>{added} Brazilian numbers got their ninth digit</Trans>
          </li>
        )}
        <li>
          <Trans>{refused} rows were rejected</Trans>
        </li>
      </ul>
      {rejected > 0 && (
        <>
          <ul className={styles['bad-rows']}>
            {errors.slice(0, shownErrors).map(({ line, field, reason, message }) => (
              <li key={`${line} ${field} ${reason}`}>
                <span className={styles['line']}>
                  <Trans>line {line}</Trans>
                </span>
                <span>
                  {field && (
                    <>
                      <bdi>{field}</bdi>:{' '}
                    </>
                  )}
                  {sayFieldError(i18n, { field: '', reason, message })}
                </span>
              </li>
            ))}
          </ul>
          <Row>
            <DownloadLink href={result.rejected_csv}>
              <Trans>All rejected rows (CSV)</Trans>
            </DownloadLink>
          </Row>
        </>
      )}
    </Card>
  );
};
