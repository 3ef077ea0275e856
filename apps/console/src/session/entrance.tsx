import { useEffect, type ReactNode } from 'react';
import { LanguageChoice } from '../preferences/language-choice.tsx';
import styles from './session.module.css';

/** The frame of the pages before the sign-in. */
export const Entrance = ({ title, children }: { title: string; children: ReactNode }) => {
  useEffect(() => {
    document.title = `${title} – Recado`;
  }, [title]);
  return (
    <main className={styles['entrance']}>
      <div className={styles['box']}>
        <img src="/favicon.svg" width={40} height={40} alt="Recado" />
        <h1>{title}</h1>
        {children}
      </div>
      <LanguageChoice isLabelHidden />
    </main>
  );
};
