import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Campaign, Template } from '@recado/contract';
import { useState, type ReactNode } from 'react';
import { templatesQuery } from '../../api/campaigns.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Choice, Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Card } from '../../parts/page.tsx';
import { PhonePreview } from '../../parts/phone-preview.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { sayProblem } from '../../words/problems.ts';
import styles from './draft.module.css';
import { ExcludeCampaigns } from './exclude-campaigns.tsx';
import { keyOf, TemplateCards } from './template-cards.tsx';
import { Written } from '../../parts/written-text.tsx';

/** The content of a campaign, as the API takes it. */
export type Content = {
  name: string;
  template: string;
  language: string;
  variables: Record<string, string>;
  fallback: { channel: 'sms'; template: string; language: string } | null;
  exclude: { campaigns: string[] } | null;
};

type Props = {
  /** The draft as it is stored; absent for a new campaign. */
  draft?: Campaign;
  onSave: (content: Content, textOf: (field: string) => string) => void;
  isPending: boolean;
  error: Error | null;
  /** More of the form, for a campaign that begins with people of another. */
  more?: ReactNode;
  /** The words on the button. */
  children: ReactNode;
};

/** Chooses name, template, values for everybody, and an SMS for people that WhatsApp does not reach. */
export const MessageForm = ({ draft, onSave, isPending, error, more, children }: Props) => {
  const { t, i18n } = useLingui();
  const templates = useQuery(templatesQuery);
  const [chosen, setChosen] = useState(draft && keyOf({ name: draft.template, language: draft.language }));
  const [fallback, setFallback] = useState(fallbackKeyOf(draft));
  const [excluded, setExcluded] = useState(draft?.exclude?.campaigns ?? []);
  if (templates.isPending) return <Skeleton rows={4} height={90} />;
  if (!templates.data) return <Failure error={templates.error} onRetry={() => void templates.refetch()} />;
  const all = templates.data.data;
  const template = all.find((entry) => keyOf(entry) === chosen);
  const sms = all.filter(({ channel }) => channel === 'sms');
  const submit = (textOf: (field: string) => string) => {
    if (!template) return;
    const values = template.variables.map((name) => [name, textOf(`variables.${name}`).trim()] as const);
    const standby = sms.find((entry) => keyOf(entry) === fallback);
    const content = {
      name: textOf('name'),
      template: template.name,
      language: template.language,
      variables: Object.fromEntries(values.filter(([, value]) => value !== '')),
      fallback: standby ? { channel: 'sms', template: standby.name, language: standby.language } : null,
      exclude: excluded.length > 0 ? { campaigns: excluded } : null,
    } satisfies Content;
    onSave(content, textOf);
  };
  return (
    <Form onSubmit={submit} error={error} isWide>
      {error && <Notice tone="bad">{sayProblem(i18n, error)}</Notice>}
      <Field name="name" label={t`Name of the campaign`} defaultValue={draft?.name ?? ''} maxLength={200} isRequired />
      <TemplateCards templates={all} chosen={chosen} onChoose={setChosen} />
      {!template && (
        <div className={styles['unchosen']}>
          <Trans>Choose a template. Its text and its variables appear here.</Trans>
        </div>
      )}
      {template && (
        <div className={styles['columns']}>
          <Card title={<Trans>Values for everybody</Trans>}>
            <DefaultValues template={template} values={draft?.variables ?? {}} />
            {template.channel === 'whatsapp' && sms.length > 0 && (
              <Choice
                label={t`SMS for people that WhatsApp does not reach`}
                hint={t`It is sent once, only after WhatsApp said that it cannot deliver.`}
                value={fallback}
                onChange={setFallback}
                choices={[
                  { value: '', label: t`No SMS` },
                  ...sms.map((entry) => ({ value: keyOf(entry), label: `${entry.name} (${entry.language})` })),
                ]}
              />
            )}
          </Card>
          <PhonePreview text={template.body} content={template.content} channel={template.channel} />
        </div>
      )}
      <ExcludeCampaigns id={draft?.id} chosen={excluded} onChange={setExcluded} />
      {more}
      <div>
        <Button type="submit" look="primary" isPending={isPending} isDisabled={!template}>
          {children}
        </Button>
      </div>
    </Form>
  );
};

const fallbackKeyOf = (draft: Campaign | undefined): string => {
  const { template, language } = draft?.fallback ?? {};
  return template ? keyOf({ name: template, language: language ?? draft?.language ?? '' }) : '';
};

/** A row of the file that has its own value uses that. These values are for all other rows. */
const DefaultValues = ({ template, values }: { template: Template; values: Record<string, string> }) => {
  if (template.variables.length === 0)
    return (
      <p>
        <Trans>This template has no variables: everybody gets the same text.</Trans>
      </p>
    );
  return (
    <>
      <p className={styles['muted']}>
        <Trans>Leave a field empty if the file has a column for it.</Trans>
      </p>
      {template.variables.map((name) => (
        <Field
          key={name}
          name={`variables.${name}`}
          label={<Written text={name} />}
          defaultValue={values[name] ?? ''}
        />
      ))}
    </>
  );
};
