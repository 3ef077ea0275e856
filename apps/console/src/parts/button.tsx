import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';

export type Look = 'primary' | 'plain' | 'quiet' | 'danger';

type Props = Omit<ButtonProps, 'className' | 'style' | 'children'> & { look?: Look; children: ReactNode };

/** Names a verb. While it is pending it cannot be pressed again. */
export const Button = ({ look = 'plain', children, ...props }: Props) => (
  <AriaButton {...props} className={classOf(look)}>
    {children}
  </AriaButton>
);

const classOf = (look: Look) => `${styles['button']} ${styles[look]}`;

type IconProps = Omit<Props, 'look'> & { label: string };

/** A button without words. The label is its name for assistive technology and its tooltip. */
export const IconButton = ({ label, children, ...props }: IconProps) => (
  <AriaButton {...props} aria-label={label} className={`${styles['button']} ${styles['icon']}`}>
    {children}
  </AriaButton>
);

/** A link to another page that looks like a button. */
export const ButtonLink = ({ look = 'plain', children, ...link }: LinkProps & { look?: Look; children: ReactNode }) => (
  <Link {...link} className={classOf(look)}>
    {children}
  </Link>
);

/** A link to a file that the API writes. */
export const DownloadLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <a href={href} download className={classOf('plain')}>
    {children}
  </a>
);
