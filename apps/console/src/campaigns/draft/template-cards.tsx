import { Trans, useLingui } from '@lingui/react/macro';
import type { Template } from '@recado/contract';
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { approvals, categories, channels } from '../../words/templates.ts';
import styles from './draft.module.css';
import { Written } from '../../parts/written-text.tsx';

/** A template has one text for each language, so name and language together name one text. */
export const keyOf = ({ name, language }: { name: string; language: string }): string => `${name}|${language}`;

/** A template that cannot be sent is shown too, with the reason. */
const isUsable = ({ channel, approval }: Template): boolean =>
  channel === 'sms' || approval === undefined || approval.status === null || approval.status === 'approved';

/** A list of this many needs a search. */
const many = 8;

type Props = { templates: Template[]; chosen: string | undefined; onChoose: (key: string) => void };

export const TemplateCards = ({ templates, chosen, onChoose }: Props) => {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = templates.filter(({ name, body }) => `${name} ${body ?? ''}`.toLowerCase().includes(wanted));
  return (
    <fieldset>
      <legend className={styles['legend']}>
        <Trans>Template</Trans>
      </legend>
      {templates.length === 0 && (
        <p>
          <Trans>There are no templates. An administrator imports them from Twilio.</Trans>
        </p>
      )}
      {templates.length > many && (
        <div data-filter>
          <Field type="search" label={t`Search the templates`} value={text} onChange={setText} />
        </div>
      )}
      <div className={styles['cards']}>
        {shown.map((template) => (
          <TemplateCard
            key={keyOf(template)}
            template={template}
            isChosen={keyOf(template) === chosen}
            onChoose={() => onChoose(keyOf(template))}
          />
        ))}
      </div>
    </fieldset>
  );
};

type CardProps = { template: Template; isChosen: boolean; onChoose: () => void };

const TemplateCard = ({ template, isChosen, onChoose }: CardProps) => {
  const { i18n } = useLingui();
  const { name, language, channel, category, body, approval } = template;
  const status = approval?.status;
  const usable = isUsable(template);
  const id = `template-${keyOf(template)}`;
  return (
    <div className={`${styles['template']} ${isChosen ? styles['chosen'] : ''}`}>
      <input type="radio" name="template" id={id} checked={isChosen} disabled={!usable} onChange={onChoose} />
      <label htmlFor={id}>
        <span className={styles['template-name']}>
          <Written text={name} /> <span className={styles['muted']}>{language}</span>
        </span>
        <span className={styles['muted']}>
          {i18n._(channels[channel])} · {i18n._(categories[category])}
          {status && ` · ${i18n._(approvals[status])}`}
        </span>
        {!usable && (
          <span className={styles['refused']}>
            <Trans>WhatsApp does not send this template now.</Trans> <Written text={approval?.rejection_reason} />
          </span>
        )}
        {body && (
          <span className={styles['excerpt']}>
            <Written text={body} />
          </span>
        )}
      </label>
    </div>
  );
};
