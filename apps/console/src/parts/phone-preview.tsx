import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import styles from './phone-preview.module.css';
import { WhatsappText } from './whatsapp-text.tsx';

type Props = {
  /** Absent where Recado does not have the body of the template. */
  text: string | undefined;
  channel: 'whatsapp' | 'sms';
  /** A line below the phone, for example which person this is. */
  children?: ReactNode;
};

/** The message as it appears on a phone. The frame is neutral, because the message is the point. */
export const PhonePreview = ({ text, channel, children }: Props) => {
  const { t } = useLingui();
  return (
    <figure className={styles['phone']} aria-label={t`The message on a phone`}>
      <div className={`${styles['screen']} ${channel === 'sms' ? styles['sms'] : ''}`}>
        <div className={styles['bubble']}>
          {text === undefined ? (
            <Trans>Recado does not have the text of this template. Sync the templates to see it.</Trans>
          ) : (
            <WhatsappText text={text} />
          )}
        </div>
      </div>
      {children && <figcaption className={styles['caption']}>{children}</figcaption>}
    </figure>
  );
};
