import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ImportedRecipients } from '@recado/contract';
import { DownloadLink } from '../../parts/button.tsx';
import { Card, Row } from '../../parts/page.tsx';
import { sayFieldError } from '../../words/problems.ts';
import styles from './draft.module.css';
import { Written } from '../../parts/written-text.tsx';

/** As many rows as one reads. The file has the others. */
const shownErrors = 20;

/** The result of an import: who was taken in, who was there twice, and which rows were rejected and why. */
export const ImportResult = ({ result }: { id: string; result: ImportedRecipients }) => {
  const { i18n } = useLingui();
  const { accepted, duplicates, rejected, opted_out: optedOut, ninth_digits_added: digits, errors } = result;
  return (
    <Card title={<Trans>The file was taken in</Trans>}>
      <ul className={styles['result']}>
        <li>
          <Plural value={accepted} _0="nobody was added" one="# person was added" other="# people were added" />
        </li>
        {duplicates > 0 && (
          <li>
            <Plural
              value={duplicates}
              one="# row names somebody who was there already"
              other="# rows name somebody who was there already"
            />
          </li>
        )}
        {optedOut > 0 && (
          <li>
            <Plural
              value={optedOut}
              one="# of them opted out and will get nothing"
              other="# of them opted out and will get nothing"
            />
          </li>
        )}
        {digits > 0 && (
          <li>
            <Plural
              value={digits}
              one="# Brazilian number got its ninth digit"
              other="# Brazilian numbers got their ninth digit"
            />
          </li>
        )}
        <li>
          <Plural value={rejected} _0="no row was rejected" one="# row was rejected" other="# rows were rejected" />
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
                      <Written text={field} />:{' '}
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
