import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Campaign } from '@recado/contract';
import { useState } from 'react';
import { previewQuery } from '../../api/campaigns.ts';
import { Failure } from '../../parts/failure.tsx';
import { Field } from '../../parts/field.tsx';
import { MaskedNumber } from '../../parts/masked-number.tsx';
import { PhonePreview } from '../../parts/phone-preview.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { sayExclusion } from '../../words/campaigns.ts';
import styles from './draft.module.css';

/** The message of any line of the file, letter by letter as it will be sent. */
export const LinePreview = ({ campaign: { id, channel } }: { campaign: Campaign }) => {
  const { t, i18n } = useLingui();
  const [typed, setTyped] = useState('');
  const line = /^[1-9]\d{0,8}$/.test(typed) ? Number(typed) : undefined;
  const preview = useQuery({ ...previewQuery(id, line), placeholderData: keepPreviousData });
  const { data } = preview;
  if (preview.isPending) return <Skeleton rows={1} height={280} />;
  const excluded = data?.kept_back && sayExclusion(i18n, data.kept_back);
  const shownLine = data?.line;
  return (
    <div>
      <PhonePreview text={data?.text} content={data?.content} channel={channel}>
        {data && (
          <p>
            <Trans>line {shownLine}</Trans> ·{' '}
            <MaskedNumber
              key={data.recipient}
              number={data.to}
              object={`campaigns/${id}/recipients/${data.recipient}`}
            />
            <Segments segments={data.segments} />
            {excluded && (
              <>
                {' · '}
                <Trans>gets nothing: {excluded}</Trans>
              </>
            )}
          </p>
        )}
        <div className={styles['line-field']}>
          <Field
            label={t`Line of the file`}
            inputMode="numeric"
            value={typed}
            onChange={setTyped}
            placeholder={shownLine === undefined ? '' : String(shownLine)}
          />
        </div>
        {preview.error && <Failure error={preview.error} />}
      </PhonePreview>
      {data?.fallback && (
        <PhonePreview text={data.fallback.text} channel="sms" label={t`The fallback SMS on a phone`}>
          <p>
            <Trans>SMS, sent only if WhatsApp cannot deliver</Trans>
            <Segments segments={data.fallback.segments} />
          </p>
        </PhonePreview>
      )}
    </div>
  );
};

const Segments = ({ segments }: { segments: number | undefined }) =>
  segments === undefined ? null : (
    <>
      {' · '}
      <Plural value={segments} one="# SMS segment" other="# SMS segments" />
    </>
  );
