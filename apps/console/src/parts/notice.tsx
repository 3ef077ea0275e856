import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

export type Tone = 'info' | 'ok' | 'warn' | 'bad';

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

type Props = { tone?: Tone; action?: ReactNode; children: ReactNode };

/** One sentence about the state of things, and at most one thing to do about it. */
export const Notice = ({ tone = 'info', action, children }: Props) => {
  const Icon = icons[tone];
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden className={styles['icon'] ?? ''} />
      <div className={styles['text']}>{children}</div>
      {action && <div className={styles['action']}>{action}</div>}
    </div>
  );
};
