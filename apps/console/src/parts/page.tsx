import { useLocation } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './page.module.css';
import { showUnseen, Written } from './written-text.tsx';

type Props = {
  title: string;
  /** A line below the title. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/**
 * A page of the console. At each address the focus goes to its title, so that a screen reader says where one is. It goes there
 * before the page is drawn: a slow device would take it away from a field in which somebody types already.
 */
export const Page = ({ title, note, actions, children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useLayoutEffect(() => {
    if (pathname) heading.current?.focus();
  }, [pathname]);
  useEffect(() => {
    document.title = `${showUnseen(title)} – Recado`;
  }, [title]);
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <div className={styles['titles']}>
          <h1 ref={heading} tabIndex={-1}>
            <Written text={title} />
          </h1>
          {note}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
};

/** A part of a page that stands on its own ground. */
export const Card = ({ title, children }: { title?: ReactNode; children: ReactNode }) => (
  <section className={styles['card']}>
    {title && <h2>{title}</h2>}
    {children}
  </section>
);

export const Stack = ({ children }: { children: ReactNode }) => <div className={styles['stack']}>{children}</div>;

/** Things in a line, which wraps where there is no room. */
export const Row = ({ children }: { children: ReactNode }) => <div className={styles['row']}>{children}</div>;
