import { useLingui } from '@lingui/react';
import { useContext, useLayoutEffect, useRef, type ReactNode } from 'react';
import { FieldError, FieldErrorContext } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Input, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components/TextField';
import { sayInvalid } from '../words/problems.ts';
import styles from './field.module.css';

type Props = Omit<TextFieldProps, 'className' | 'style' | 'children'> & {
  label: ReactNode;
  hint?: ReactNode;
  placeholder?: string;
  /** The field is a text of several lines. */
  rows?: number;
};

/** A text field with its label above, its hint below and its error after that. Errors come from the API by field name. */
export const Field = ({ label, hint, placeholder, rows, ...props }: Props) => (
  <TextField {...props} className={styles['field'] ?? ''}>
    <Label className={styles['label'] ?? ''}>{label}</Label>
    {rows ? (
      <TextArea className={styles['input'] ?? ''} rows={rows} placeholder={placeholder ?? ''} />
    ) : (
      <Input className={styles['input'] ?? ''} placeholder={placeholder ?? ''} />
    )}
    {hint && (
      <Text slot="description" className={styles['hint'] ?? ''}>
        {hint}
      </Text>
    )}
    <Fault minLength={props.minLength} />
  </TextField>
);

/**
 * Says what is wrong with a field. Its room stays when the fault is gone: else the button below would move away from under
 * the press that follows a correction.
 */
const Fault = ({ minLength }: { minLength: number | undefined }) => {
  const { i18n } = useLingui();
  const isInvalid = useContext(FieldErrorContext)?.isInvalid ?? false;
  const room = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isInvalid && room.current) room.current.style.minHeight = `${room.current.offsetHeight}px`;
  }, [isInvalid]);
  return (
    <div ref={room} className={styles['room']}>
      <FieldError className={styles['error'] ?? ''}>{(result) => sayInvalid(i18n, result, minLength)}</FieldError>
    </div>
  );
};

type ChoiceProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** The label is read aloud but not shown. */
  isLabelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  choices: readonly { value: string; label: string }[];
  isDisabled?: boolean;
  /** The choices have the same names in every language. */
  areNames?: boolean;
  /** Under this name a form finds the choice. */
  name?: string;
};

/** The browser's own list: it works with every keyboard, screen reader and phone. */
export const Choice = ({
  label,
  hint,
  isLabelHidden = false,
  value,
  onChange,
  choices,
  isDisabled,
  areNames = false,
  name,
}: ChoiceProps) => (
  <label className={styles['field']}>
    <span className={isLabelHidden ? 'visually-hidden' : styles['label']}>{label}</span>
    <select
      className={styles['input']}
      value={value}
      name={name}
      disabled={isDisabled}
      translate={areNames ? 'no' : 'yes'}
      onChange={(event) => onChange(event.target.value)}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
    {hint && <span className={styles['hint']}>{hint}</span>}
  </label>
);
