import { Trans, useLingui } from '@lingui/react/macro';
import type { Template } from '@recado/contract';
import type { ReactNode } from 'react';
import styles from './phone-preview.module.css';
import { showUnseen, WhatsappText, Written } from './written-text.tsx';

type Content = NonNullable<Template['content']>;

type Props = {
  /** Absent where Recado does not have the body of the template. */
  text: string | undefined;
  channel: 'whatsapp' | 'sms';
  /** The parts that WhatsApp shows: header, files, footer, buttons and cards. */
  content?: Content | undefined;
  /** The name of the picture for those who cannot see it. */
  label?: string;
  /** A line below the phone, for example which person this is. */
  children?: ReactNode;
};

/** The message as it appears on a phone. The frame is neutral, because the message is the point. */
export const PhonePreview = ({ text, channel, content, label, children }: Props) => {
  const { t } = useLingui();
  return (
    <figure className={styles['phone']} aria-label={label ?? t`The message on a phone`}>
      <div className={`${styles['screen']} ${channel === 'sms' ? styles['sms'] : ''}`}>
        {channel === 'whatsapp' && content && content.type !== 'twilio/text' ? (
          <RichMessage content={content} text={text} />
        ) : (
          <div className={styles['bubble']}>
            {text === undefined ? (
              <Trans>Recado does not have the text of this template. Sync the templates to see it.</Trans>
            ) : (
              <WhatsappText text={text} />
            )}
          </div>
        )}
      </div>
      {children && <figcaption className={styles['caption']}>{children}</figcaption>}
    </figure>
  );
};

/** A message of parts. Its files are shown by their addresses: nothing is loaded from there. */
const RichMessage = ({ content, text }: { content: Content; text: string | undefined }) => {
  const { type, cards = [], unsupported } = content;
  return (
    <>
      <Parts parts={unsupported === undefined ? content : { body: text }} />
      {cards.map((card, place) => (
        // eslint-disable-next-line react/no-array-index-key
        <Parts key={place} parts={card} />
      ))}
      {unsupported !== undefined && (
        <p className={styles['note']}>
          <Trans>This preview cannot show all of the content ({type}). WhatsApp shows it.</Trans>
        </p>
      )}
    </>
  );
};

type PartsOfMessage = { [Part in 'header' | 'media' | 'body' | 'footer' | 'buttons']?: Content[Part] | undefined };

const Parts = ({ parts: { header, media, body, footer, buttons } }: { parts: PartsOfMessage }) => (
  <>
    <div className={styles['bubble']}>
      {media?.map((url) => (
        <div key={url} className={styles['file']}>
          <Written text={url} />
        </div>
      ))}
      {header && (
        <strong className={styles['header']}>
          <Written text={header} />
        </strong>
      )}
      {body && <WhatsappText text={body} />}
      {footer && (
        <div className={styles['note']}>
          <Written text={footer} />
        </div>
      )}
    </div>
    {buttons?.map(({ text, value }) => (
      <div key={`${text} ${value}`} className={styles['button']} title={value && showUnseen(value)}>
        <Written text={text} />
      </div>
    ))}
  </>
);
