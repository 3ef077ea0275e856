import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Message, TestedCampaign } from '@recado/contract';
import { call } from '../../api/call.ts';
import { useUser } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Field } from '../../parts/field.tsx';
import { Form } from '../../parts/form.tsx';
import { Card } from '../../parts/page.tsx';
import { messageStatuses } from '../../words/campaigns.ts';
import { sayFieldError } from '../../words/problems.ts';
import styles from './draft.module.css';
import { Written } from '../../parts/written-text.tsx';

const open = new Set<Message['status']>(['accepted', 'sending', 'sent']);

/** Sends the message to a few numbers of one's own, and follows the status of each. */
export const TestForm = ({ id }: { id: string }) => {
  const { t } = useLingui();
  const { own_number: own } = useUser();
  const test = useMutation({
    mutationFn: (body: { to: string[] } | { to_me: true }) =>
      call<TestedCampaign>('POST', `/campaigns/${id}/test`, { body, idempotencyKey: crypto.randomUUID() }),
  });
  const submit = (textOf: (field: string) => string) => {
    const numbers = textOf('to')
      .split(/[,;\n]/)
      .map((number) => number.trim())
      .filter(Boolean);
    if (numbers.length > 0) test.mutate({ to: numbers });
  };
  return (
    <Card title={<Trans>Test</Trans>}>
      {own && (
        <div>
          <Button onPress={() => test.mutate({ to_me: true })} isPending={test.isPending}>
            <Trans>
              Send to me <Written text={own} />
            </Trans>
          </Button>
        </div>
      )}
      <Form onSubmit={submit} error={test.error}>
        <Field
          name="to"
          label={t`Numbers for the test`}
          hint={t`Up to 20, with commas between them. A number that is not in the settings needs consent, like any other.`}
          inputMode="tel"
          autoComplete="tel"
          isRequired
        />
        <div>
          <Button type="submit" isPending={test.isPending}>
            <Trans>Send the test</Trans>
          </Button>
        </div>
      </Form>
      {test.error && <Failure error={test.error} />}
      {test.data && (
        <ul aria-live="polite">
          {test.data.data.map((result) => (
            <TestResult key={result.id ?? result.to} result={result} />
          ))}
        </ul>
      )}
    </Card>
  );
};

const TestResult = ({ result: { to, id, refused } }: { result: TestedCampaign['data'][number] }) => {
  const { i18n } = useLingui();
  const message = useQuery({
    queryKey: ['message', id],
    queryFn: ({ signal }) => call<Message>('GET', `/messages/${id}`, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && !open.has(state.data.status) ? false : 2_000),
  });
  const status = message.data?.status;
  return (
    <li className={styles['test']}>
      <Written text={to} />
      <span>{refused ? sayFieldError(i18n, refused) : status && i18n._(messageStatuses[status])}</span>
    </li>
  );
};
