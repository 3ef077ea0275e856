import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportPreview } from '@recado/contract';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { Card, Row } from '../../parts/page.tsx';
import { PhonePreview } from '../../parts/phone-preview.tsx';
import { useFormat } from '../../preferences/format.ts';
import { sayFieldError } from '../../words/problems.ts';
import styles from './draft.module.css';
import { Written } from '../../parts/written-text.tsx';

/** Only the rows with mistakes: among thousands of good ones nobody would find them. */
export const BadRows = ({ preview }: { preview: ImportPreview }) => {
  const { i18n } = useLingui();
  const format = useFormat();
  const bad = preview.rows.filter(({ errors }) => errors.length > 0);
  const count = format.number(preview.rows_seen - preview.good);
  const seen = format.number(preview.rows_seen);
  return (
    <Card
      title={
        <Trans>
          Rows with mistakes: {count} of the first {seen}
        </Trans>
      }
    >
      {bad.length === 0 ? (
        <p>
          <Trans>Every row that was looked at is good.</Trans>
        </p>
      ) : (
        <>
          <p className={styles['muted']}>
            <Trans>They are left out. All others are taken in.</Trans>
          </p>
          <ul className={styles['bad-rows']}>
            {bad.map(({ line, errors }) => (
              <li key={line}>
                <span className={styles['line']}>
                  <Trans>line {line}</Trans>
                </span>
                <span>
                  {errors.map(({ field, reason, message }) => (
                    <span key={`${field} ${reason}`} className={styles['fault']}>
                      {field && (
                        <>
                          <Written text={field} />:{' '}
                        </>
                      )}
                      {sayFieldError(i18n, { field: '', reason, message })}
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
};

type GoodProps = { rows: ImportPreview['rows']; channel: 'whatsapp' | 'sms' };

/** Good rows as their people will read them, one after the other. */
export const GoodRows = ({ rows, channel }: GoodProps) => {
  const { t } = useLingui();
  const [place, setPlace] = useState(0);
  const row = rows[Math.min(place, rows.length - 1)];
  if (!row) return null;
  const { line, to_masked: to, text } = row;
  return (
    <Card title={<Trans>Good rows, as they will read</Trans>}>
      <PhonePreview text={text} channel={channel}>
        <Row>
          <IconButton label={t`Row before`} isDisabled={place === 0} onPress={() => setPlace(place - 1)}>
            <ChevronLeft size={18} aria-hidden />
          </IconButton>
          <span aria-live="polite">
            <Trans>line {line}</Trans> {to && <Written text={to} />}
          </span>
          <IconButton label={t`Next row`} isDisabled={place >= rows.length - 1} onPress={() => setPlace(place + 1)}>
            <ChevronRight size={18} aria-hidden />
          </IconButton>
        </Row>
      </PhonePreview>
    </Card>
  );
};
