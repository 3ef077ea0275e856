import { useLingui } from '@lingui/react';
import type { ReactNode } from 'react';
import { Form as AriaForm } from 'react-aria-components/Form';
import { fieldErrorsOf } from '../words/problems.ts';
import styles from './form.module.css';

type Props = {
  /** Gets the text of a field by its name. */
  onSubmit: (textOf: (field: string) => string) => void;
  /** Errors of the API appear at the fields that they name. */
  error?: Error | null;
  /** Uses the width of the page, for a form with columns. */
  isWide?: boolean;
  children: ReactNode;
};

/** A form whose fields stand one below the other. */
export const Form = ({ onSubmit, error = null, isWide = false, children }: Props) => {
  const { i18n } = useLingui();
  return (
    <AriaForm
      className={`${styles['form']} ${isWide ? styles['wide'] : ''}`}
      validationErrors={fieldErrorsOf(i18n, error)}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        onSubmit((field) => {
          const value = data.get(field);
          return typeof value === 'string' ? value : '';
        });
      }}
    >
      {children}
    </AriaForm>
  );
};
