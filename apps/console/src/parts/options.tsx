import { useId, type ReactNode } from 'react';
import styles from './options.module.css';

type OptionsProps = {
  /** Read aloud before the options; the heading above says it to the eye. */
  label: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode }[];
};

/** A few alternatives, all in view, of which exactly one holds. */
export const Options = ({ label, name, value, onChange, options }: OptionsProps) => {
  const id = useId();
  return (
    <fieldset className={styles['options']}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <div key={option.value} className={styles['option']}>
          <input
            type="radio"
            id={`${id}-${option.value}`}
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
        </div>
      ))}
    </fieldset>
  );
};

type CheckProps = { isOn: boolean; onChange: (isOn: boolean) => void; children: ReactNode };

export const Check = ({ isOn, onChange, children }: CheckProps) => {
  const id = useId();
  return (
    <div className={styles['option']}>
      <input type="checkbox" id={id} checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{children}</label>
    </div>
  );
};
